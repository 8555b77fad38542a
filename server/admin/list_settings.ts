import type { Environment } from "../../shared/environment.ts";
import { readConfig } from "../config/config.ts";
import { StartError } from "../config/start_error.ts";
import { findUnknownSettings } from "../config/unknown_settings.ts";
import { hideSecret } from "./hide_secret.ts";
import { extendEnvironment, type SettingsFile } from "./read_environment.ts";

/** Where the settings of a server are written. */
export interface SettingsSources {
  readonly environment: Readonly<Record<string, string>>;
  readonly file?: SettingsFile;
}

/** Where a value comes from: `default` is that of the program. */
type Source = "environment" | "file" | "default";

/** A setting in effect. */
export interface ListedSetting {
  readonly name: string;
  /** Without what is secret in it; null where there is none. */
  readonly value: string | null;
  readonly source: Source;
}

/** A variable that begins like a setting, and is none. */
interface UnknownSetting {
  readonly name: string;
  readonly source: Source;
  /** The setting that was probably meant. */
  readonly meant: string | null;
}

/** The settings in effect, as `deno task admin settings` tells them. */
export interface ListedSettings {
  /** The path of the file that was read; null where there is none. */
  readonly file: string | null;
  readonly settings: readonly ListedSetting[];
  readonly unknown: readonly UnknownSetting[];
  /** Sentences about what stops the start of a server. */
  readonly faults: readonly string[];
}

/** The environment with the settings of the file. */
export function readSettingsOf({ environment, file }: SettingsSources): Environment {
  const inEnvironment = (name: string) => environment[name];
  return file ? extendEnvironment(inEnvironment, file) : inEnvironment;
}

/** Lists every setting of a server, what is in effect, and where it comes from. */
export function listSettings(
  { environment, file }: SettingsSources,
  isTerminal: boolean,
): ListedSettings {
  const findSource = (name: string): Source =>
    environment[name] ? "environment" : file?.settings[name] ? "file" : "default";
  const settings: ListedSetting[] = [];
  const note = (name: string, text: string) =>
    void settings.push({ name, value: hideSecret(name, text) || null, source: findSource(name) });
  const faults = listFaults(() =>
    readConfig(readSettingsOf({ environment, file }), isTerminal, { note })
  );
  const known = new Set(settings.map(({ name }) => name));
  const names = new Set(Object.keys({ ...file?.settings, ...environment }));
  return {
    file: file?.path ?? null,
    settings,
    unknown: findUnknownSettings([...names], known).map(({ name, meant = null }) => ({
      name,
      source: Object.hasOwn(environment, name) ? "environment" : "file",
      meant,
    })),
    faults,
  };
}

function listFaults(read: () => void): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return error.message.split("\n");
  }
}
