import { run } from "./run.ts";
import { openTerminal } from "./terminal.ts";

/** Exit codes of who is asked to stop, as shells count them. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

for (const [signal, exitCode] of Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]) {
  // Unlike a death by signal, this leaves the terminal as it was, hidden prompt or not.
  Deno.addSignalListener(signal, () => Deno.exit(exitCode));
}

const { args, env, build } = Deno;
Deno.exit(await run(args, { terminal: openTerminal(), env: env.get, os: build.os }));
