import { dirname, join } from "node:path";
import { formatGrants } from "./granted_paths.ts";

const { args, build: { os }, env } = Deno;
const checkout = dirname(dirname(import.meta.dirname!));
const { read, write } = formatGrants(args, { env: env.get, os });

/**
 * The command in a process of its own, since what it is granted depends on the command line. It has
 * the same terminal; signals are passed on, and its exit code is that of this process.
 */
const command = new Deno.Command(Deno.execPath(), {
  args: [
    "run",
    "-q",
    "--no-prompt",
    `--config=${join(checkout, "deno.json")}`,
    "-P=cli",
    `--allow-read=${read}`,
    `--allow-write=${write}`,
    join(checkout, "cli", "main.ts"),
    ...args,
  ],
  stdin: "inherit",
}).spawn();

const SIGNALS = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const;

for (const signal of os === "windows" ? ["SIGINT"] as const : SIGNALS) {
  Deno.addSignalListener(signal, () => {
    if (os === "windows") return; // the system sends it to both
    try {
      command.kill(signal);
    } catch { /* it has ended */ }
  });
}

Deno.exit((await command.status).code);
