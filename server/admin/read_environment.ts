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

/** A file of settings that was read. */
export interface SettingsFile {
  readonly path: string;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The environment with the settings of a file: `NAME=value` lines, as systemd reads them. Without
 * it, a command would act on another circle than that of the service. What is in the environment
 * itself goes first.
 */
export async function readEnvironment(
  env: Environment,
  files: SettingsFiles = {},
): Promise<Environment> {
  const file = await findSettingsFile(env, files);
  return file ? extendEnvironment(env, file) : env;
}

/** The file of settings that goes with an environment, if there is one. */
export async function findSettingsFile(
  env: Environment,
  { named, usual = SERVICE_SETTINGS }: SettingsFiles = {},
): Promise<SettingsFile | undefined> {
  if (named !== undefined) return { path: named, settings: await readSettings(named) };
  const isPlaced = Boolean(env("CIRCLE_DATA_DIR") || env("CIRCLE_DATABASE_URL"));
  if (isPlaced || await Deno.lstat(usual).then(() => false, () => true)) return undefined;
  return { path: usual, settings: await readSettings(usual) };
}

/** Adds the settings of a file that the environment does not have. */
export function extendEnvironment(env: Environment, { settings }: SettingsFile): Environment {
  return (name) => env(name) || settings[name];
}

async function readSettings(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await readText(path);
  const faults = text.split(/\r?\n/).flatMap((line, index) => {
    const fault = findFault(line.trim());
    return fault === undefined ? [] : [`Line ${index + 1} of ${path} ${fault}`];
  });
  if (faults.length > 0) throw new StartError(faults.join("\n"));
  return parseEnv(text) as Record<string, string>; // it has strings alone
}

/** `NAME=value` as systemd, shells and Node read it alike. */
const PLAIN = /^\w+\s*=\s*(?:"[^"\\]*"|'[^'\\]*'|(?:[^\s"'`#\\][^#\\]*)?)$/;

/**
 * Why systemd would read a line with a setting in another way than `parseEnv`, so that the server
 * would run with other settings than those that commands of the host see. It never has the value.
 */
function findFault(line: string): string | undefined {
  if (/^[#;]/.test(line) || !line.includes("CIRCLE_") || PLAIN.test(line)) return undefined;
  if (line.startsWith("export ")) {
    return 'begins with "export", so systemd would ignore it. Write NAME=value.';
  }
  return line.includes("#")
    ? 'has a "#", which systemd takes as a part of the value. ' +
      "Put comments on lines of their own, and a value that has one in double quotes."
    : "would be read by systemd in another way. Write NAME=value, or " +
      'NAME="value" without quotes and backslashes in it.';
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const { name } = error as Error; // file systems throw nothing else
    throw new StartError(
      `The settings in ${path} cannot be read (${name}). Run this as the user of the server, ` +
        "or name another file with --env-file.",
    );
  }
}
