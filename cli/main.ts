import { run } from "./run.ts";
import { openTerminal } from "./terminal/terminal.ts";

/** Exit codes of who is asked to stop, as shells count them. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const { args, build, env } = Deno;
const terminal = openTerminal(Deno);

for (const [signal, exitCode] of Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]) {
  Deno.addSignalListener(signal, () => {
    terminal.endLine();
    Deno.exit(exitCode); // unlike a death by signal, it leaves the terminal as it was
  });
}

// What goes to this machine in plain http is not for a proxy of the environment to read.
const direct = [env.get("NO_PROXY"), env.get("no_proxy"), "127.0.0.0/8", "localhost", "::1"];
env.set("NO_PROXY", direct.filter(Boolean).join(","));

Deno.exit(await run(args, { terminal, env: env.get, os: build.os }));
