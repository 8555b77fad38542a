#!/usr/bin/env node
import { readFileSync } from "node:fs";
import process from "node:process";
import { fail, inPackage, readLines, runDeno } from "./run_deno.ts";

const USAGE = `Usage: circle-server serve | admin [command] | health | --help | --version

  serve   start the server; its settings come from the environment, such as CIRCLE_DATA_DIR
  admin   what the host does on the machine itself: see circle-server admin --help
  health  exit 0 if the server of this machine is ready, else 1`;

const [command, ...args] = process.argv.slice(2);

switch (command) {
  case "serve":
    if (args.length > 0) fail(`serve takes no arguments.\n${USAGE}`, 2);
    serve();
    break;
  case "admin":
    runDeno(["-P=admin", inPackage("server/admin/main.mjs"), ...args]);
    break;
  case "health":
    process.exit(await isReady() ? 0 : 1);
    break;
  case "--version":
    console.log(readJson("package.json").version);
    break;
  case "--help":
  case "-h":
    console.log(USAGE);
    break;
  default:
    fail(USAGE, 2);
}

/** Starts the server as `deno task serve` does. */
function serve(): void {
  const { v8_flags: v8Flags, allocator } = readJson("packaging/bin/serve.json");
  const grants = readLines(["-P=grants", inPackage("server/config/grants.mjs")])
    .filter((line) => line.startsWith("--"));
  runDeno([v8Flags, "-P=server", ...grants, inPackage("server/main.mjs")], allocator);
}

/** Asks the server that listens on this machine. */
async function isReady(): Promise<boolean> {
  const { CIRCLE_PORT: port = "8000" } = process.env;
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(4_000) }))
      .ok;
  } catch {
    return false;
  }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(inPackage(path), "utf8"));
}
