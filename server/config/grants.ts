import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Environment } from "../../shared/environment.ts";
import argon2 from "@node-rs/argon2/package.json" with { type: "json" };
import bcrypt from "@node-rs/bcrypt/package.json" with { type: "json" };
import { findDataDir } from "./config.ts";
import { findDatabasePlace } from "./database_url.ts";
import { readAddress } from "./ip_address.ts";

/**
 * Permissions of the server beyond its permission set, as flags of `deno run`: its folders, the
 * native code of Argon2, bcrypt and sharp, and the hosts and the database of its settings.
 */
export function listGrants(env: Environment): string[] {
  const { certificates, socket } = findDatabasePlace(env("CIRCLE_DATABASE_URL"));
  const both = [findDataDir(env), env("CIRCLE_PHOTOS_DIR"), socket].filter(Boolean).join(",");
  return [
    // The packages read the kind of libc in ldd.
    `--allow-read=${[both, ...certificates, "/usr/bin/ldd"].join(",")}`,
    `--allow-write=${both}`,
    `--allow-ffi=${findNativeFiles().join(",")}`,
    grantNet(env),
  ];
}

/**
 * The native files of Argon2 and bcrypt, and the folders of those of sharp, that are installed for this
 * machine: on Linux, for each libc.
 */
export function findNativeFiles(): string[] {
  const argon2Files = findInstalled("@node-rs/argon2", Object.keys(argon2.optionalDependencies));
  const { os, arch } = PLATFORM;
  const sharpPackages = (os === "linux" ? ["linux", "linuxmusl"] : [os])
    .map((name) => `@img/sharp-${name}-${arch}/package`);
  return [
    ...argon2Files,
    ...findInstalled("@node-rs/bcrypt", Object.keys(bcrypt.optionalDependencies)),
    ...findInstalled("sharp", sharpPackages).map((file) => join(dirname(file), "lib")),
  ];
}

/** This machine, as Node names it. */
const PLATFORM = {
  os: Deno.build.os === "windows" ? "win32" : Deno.build.os,
  arch: Deno.build.arch === "x86_64" ? "x64" : "arm64",
};

/** The files of those modules, as a package would find them, that are installed. */
function findInstalled(from: string, modules: readonly string[]): string[] {
  const { resolve } = createRequire(import.meta.resolve(from));
  return modules.flatMap((name) => {
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
  const { host, socket } = findDatabasePlace(env("CIRCLE_DATABASE_URL"));
  const hosts = [env("CIRCLE_HOST"), host].filter((host) => host && host !== "localhost");
  const addresses = hosts.map((host) => readAddress(host!));
  if (addresses.includes(undefined)) return "--allow-net";
  const granted = ["127.0.0.1", "::1", ...addresses.filter((address) => address !== undefined)]
    .map((address) => address.includes(":") ? `[${address}]` : address);
  if (socket !== undefined) granted.push(`unix:${socket}`);
  return `--allow-net=localhost,${[...new Set(granted)].join(",")}`;
}

// The serve task hands each line to `deno run`, with the file to run after the flags.
if (import.meta.main) {
  console.log([...listGrants(Deno.env.get), "server/main.ts"].join("\n"));
}
