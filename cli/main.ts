import { findConfigFolder } from "./config_folder.ts";
import { EXIT_CODES } from "./failure.ts";
import { run } from "./run.ts";
import { openTerminal } from "./terminal.ts";

Deno.addSignalListener("SIGINT", () => Deno.exit(EXIT_CODES.interrupted));

Deno.exit(
  await run(Deno.args, {
    terminal: openTerminal(),
    env: Deno.env.get,
    configFolder: findConfigFolder(Deno.env.get, Deno.build.os),
  }),
);
