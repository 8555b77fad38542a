#!/usr/bin/env node
import process from "node:process";
import { formatGrants } from "../../cli/install/granted_paths.ts";
import { inPackage, runDeno } from "./run_deno.ts";

const args = process.argv.slice(2);
const { read, write } = formatGrants(args, {
  env: (name) => process.env[name],
  os: process.platform === "win32" ? "windows" : process.platform as typeof Deno.build.os,
});

runDeno([
  "--no-prompt",
  "-P=cli",
  `--allow-read=${read}`,
  `--allow-write=${write}`,
  inPackage("cli/main.mjs"),
  ...args,
]);
