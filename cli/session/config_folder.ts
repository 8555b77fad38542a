import type { Environment } from "../../shared/environment.ts";
import { CliError } from "../terminal/cli_error.ts";

/**
 * Finds the folder of the config file: the platform's usual one, unless the environment names
 * another. `install/shim.ts` does the same in shell code.
 */
export function findConfigFolder(env: Environment, os: typeof Deno.build.os): string {
  const named = env("CIRCLE_CONFIG_DIR");
  if (named) return named;
  if (os === "windows") return `${getPath(env, "APPDATA")}\\circle`;
  const xdg = env("XDG_CONFIG_HOME");
  if (xdg?.startsWith("/")) return `${xdg}/circle`; // a relative path is ignored (XDG Base Directory)
  const home = getPath(env, "HOME");
  return os === "darwin" ? `${home}/Library/Application Support/circle` : `${home}/.config/circle`;
}

function getPath(env: Environment, name: string): string {
  const path = env(name);
  if (path) return path;
  throw new CliError(
    "failed",
    `There is nowhere to keep a login. Set ${name} or CIRCLE_CONFIG_DIR.`,
  );
}
