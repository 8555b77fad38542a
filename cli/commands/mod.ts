import type { Declare } from "../command.ts";

/** Every command by the word it is called by, loaded only when that word is typed. */
export const COMMANDS: Readonly<Record<string, () => Promise<Declare>>> = {
  register: async () => (await import("./register.ts")).declareRegister,
  login: async () => (await import("./login.ts")).declareLogin,
  logout: async () => (await import("./logout.ts")).declareLogout,
  whoami: async () => (await import("./whoami.ts")).declareWhoami,
  profile: async () => (await import("./profile.ts")).declareProfile,
  auth: async () => (await import("./auth.ts")).declareAuth,
  family: async () => (await import("./family.ts")).declareFamily,
  api: async () => (await import("./api.ts")).declareApi,
  doctor: async () => (await import("./doctor.ts")).declareDoctor,
  completions: async () => (await import("./completions.ts")).declareCompletions,
};
