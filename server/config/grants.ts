import { createRequire } from "node:module";
import type { Environment } from "../../shared/environment.ts";
import argon2 from "@node-rs/argon2/package.json" with { type: "json" };
import { findDataDir } from "./config.ts";
import { readAddress } from "./ip_address.ts";

/**
 * Permissions of the server beyond its permission set, as flags of `deno run`: its data folder, the
 * native code of Argon2, and the hosts of its settings.
 */
export function listGrants(env: Environment): string[] {
  const dataDir = findDataDir(env);
  return [
    `--allow-read=${dataDir},/usr/bin/ldd`, // @node-rs/argon2 reads the kind of libc there
    `--allow-write=${dataDir}`,
    `--allow-ffi=${findNativeFiles().join(",")}`,
    grantNet(env),
  ];
}

/** The native files of Argon2 that are installed for this machine: on Linux, for each libc. */
export function findNativeFiles(): string[] {
  const { resolve } = createRequire(import.meta.resolve("@node-rs/argon2"));
  return Object.keys(argon2.optionalDependencies).flatMap((name) => {
    try {
      return [resolve(name)];
    } catch {
      return []; // for another kind of machine
    }
  });
}

/**
 * Loopback, the address to listen on, and the database. Deno checks resolved addresses, not names,
 * so any name but `localhost` allows every host.
 */
function grantNet(env: Environment): string {
  const databaseUrl = URL.parse(env("CIRCLE_DATABASE_URL") ?? "");
  const hosts = [env("CIRCLE_HOST"), databaseUrl?.hostname, databaseUrl?.searchParams.get("host")]
    .filter((host) => host && host !== "localhost");
  const addresses = hosts.map((host) => readAddress(host!));
  if (addresses.includes(undefined)) return "--allow-net";
  const granted = ["127.0.0.1", "::1", ...addresses.filter((address) => address !== undefined)]
    .map((address) => address.includes(":") ? `[${address}]` : address);
  return `--allow-net=localhost,${[...new Set(granted)].join(",")}`;
}

// The serve task hands each line to `deno run`, with the file to run after the flags.
if (import.meta.main) {
  console.log([...listGrants(Deno.env.get), "server/main.ts"].join("\n"));
}
