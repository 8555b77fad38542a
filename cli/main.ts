import { run } from "./run.ts";
import { createSignalHold } from "./terminal/signal_hold.ts";
import { openTerminal } from "./terminal/terminal.ts";

/** Exit codes of a process that a signal ends: 128 and its number, as in shells. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

const { args, build, env } = Deno;
const terminal = openTerminal(Deno);
const { hold, onInterrupt, receive } = createSignalHold((exitCode) => {
  terminal.endLine();
  Deno.exit(exitCode); // unlike death by a signal, this restores the terminal
});

for (const [signal, exitCode] of Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]) {
  if (build.os === "windows" && signal !== "SIGINT") continue;
  Deno.addSignalListener(signal, () => receive(exitCode));
}

// A proxy from the environment must not read plain http to this machine.
const direct = [env.get("NO_PROXY"), env.get("no_proxy"), "127.0.0.0/8", "localhost", "::1"];
env.set("NO_PROXY", direct.filter(Boolean).join(","));

Deno.exit(
  await run(args, { terminal, env: env.get, os: build.os, holdSignals: hold, onInterrupt }),
);
