#!/usr/bin/env node
import { readFileSync } from "node:fs";
import process from "node:process";
import { fail, inPackage, readLines, runDeno } from "./run_deno.ts";

const USAGE = `Usage: circle-server serve | admin [command] | --help | --version

  serve   start the server; its settings come from the environment, such as CIRCLE_DATA_DIR
  admin   what the host does on the machine itself: see circle-server admin --help`;

const [command, ...args] = process.argv.slice(2);

switch (command) {
  case "serve":
    if (args.length > 0) fail(`serve takes no arguments.\n${USAGE}`, 2);
    serve();
    break;
  case "admin":
    runDeno(["-P=admin", inPackage("server/admin/main.mjs"), ...args]);
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

function readJson(path: string) {
  return JSON.parse(readFileSync(inPackage(path), "utf8"));
}
