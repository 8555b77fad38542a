import type { Environment } from "../../shared/environment.ts";
import { CliError, EXIT_CODES } from "../terminal/cli_error.ts";

/**
 * The folder of the config file: where the platform keeps such things, unless the environment says
 * otherwise. `shim.ts` says the same in the languages of shells.
 */
export function findConfigFolder(env: Environment, os: typeof Deno.build.os): string {
  const named = env("CIRCLE_CONFIG_DIR");
  if (named) return named;
  if (os === "windows") return `${getPath(env, "APPDATA")}\\circle`;
  const xdg = env("XDG_CONFIG_HOME");
  if (xdg?.startsWith("/")) return `${xdg}/circle`; // a relative one is to be ignored (XDG Base Directory)
  const home = getPath(env, "HOME");
  return os === "darwin" ? `${home}/Library/Application Support/circle` : `${home}/.config/circle`;
}

function getPath(env: Environment, name: string): string {
  const path = env(name);
  if (path) return path;
  throw new CliError(
    "failed",
    `Set ${name} or CIRCLE_CONFIG_DIR: there is nowhere to keep a login.`,
  );
}

// The circle task asks what to grant the command: this folder, and the file of a token.
if (import.meta.main) {
  try {
    const folder = findConfigFolder(Deno.env.get, Deno.build.os);
    console.log([folder, Deno.env.get("CIRCLE_TOKEN_FILE")].filter((path) => path).join(","));
  } catch (error) {
    console.error(`circle: ${(error as CliError).message}`);
    Deno.exit(EXIT_CODES.failed);
  }
}
