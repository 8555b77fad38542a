import { parseEnv } from "node:util";
import type { Environment } from "../../shared/environment.ts";
import { StartError } from "../config/start_error.ts";

/** Where docs/operations.md puts the settings of a server that is a service. */
export const SERVICE_SETTINGS = "/etc/circle.env";

/** Which files of settings are read. */
interface SettingsFiles {
  /** The file that the host names. */
  readonly named?: string;
  /** The file that is read where neither the host nor the environment says where the circle is. */
  readonly usual?: string;
}

/**
 * The environment with the settings of a file: `NAME=value` lines, as systemd reads them. Without
 * it, a command would act on another circle than that of the service. What is in the environment
 * itself goes first.
 */
export async function readEnvironment(
  env: Environment,
  { named, usual = SERVICE_SETTINGS }: SettingsFiles = {},
): Promise<Environment> {
  if (named !== undefined) return extend(env, await readSettings(named));
  const isPlaced = Boolean(env("CIRCLE_DATA_DIR") || env("CIRCLE_DATABASE_URL"));
  if (isPlaced || await Deno.lstat(usual).then(() => false, () => true)) return env;
  return extend(env, await readSettings(usual));
}

function extend(env: Environment, settings: Readonly<Record<string, string>>): Environment {
  return (name) => env(name) || settings[name];
}

async function readSettings(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return parseEnv(await Deno.readTextFile(path)) as Record<string, string>; // it has strings alone
  } catch (error) {
    const { name } = error as Error; // file systems throw nothing else
    throw new StartError(
      `The settings in ${path} cannot be read (${name}). Run this as the user of the server, ` +
        "or name another file with --env-file.",
    );
  }
}
