import type { Declare } from "../command.ts";

/** Every command by the word it is called by, loaded only when that word is typed. */
export const COMMANDS: Readonly<Record<string, () => Promise<Declare>>> = {
  register: async () => (await import("./register.ts")).declareRegister,
  login: async () => (await import("./login.ts")).declareLogin,
  logout: async () => (await import("./logout.ts")).declareLogout,
  whoami: async () => (await import("./whoami.ts")).declareWhoami,
  family: async () => (await import("./family/mod.ts")).declareFamily,
  member: async () => (await import("./member/mod.ts")).declareMember,
  invite: async () => (await import("./invite/mod.ts")).declareInvite,
  profile: async () => (await import("./profile/mod.ts")).declareProfile,
  password: async () => (await import("./password/mod.ts")).declarePassword,
  session: async () => (await import("./session/mod.ts")).declareSession,
  token: async () => (await import("./token/mod.ts")).declareToken,
  auth: async () => (await import("./auth/mod.ts")).declareAuth,
  api: async () => (await import("./api.ts")).declareApi,
  doctor: async () => (await import("./doctor.ts")).declareDoctor,
  completions: async () => (await import("./completions.ts")).declareCompletions,
};
