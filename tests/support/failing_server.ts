// A server that fails where nobody catches it, as a bug would: at SIGUSR1 and SIGUSR2.
Deno.addSignalListener("SIGUSR1", () => {
  throw new Error("a bug");
});
Deno.addSignalListener("SIGUSR2", () => void Promise.reject(new Error("a bug")));
await import("../../server/main.ts");
