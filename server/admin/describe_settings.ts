import { resolve } from "node:path";
import type { ListedSetting, ListedSettings } from "./list_settings.ts";

/** What holds where a setting has no value. */
const WITHOUT_VALUE: Readonly<Record<string, string>> = {
  CIRCLE_PHOTOS_DIR: "none: the journal takes no photos",
  CIRCLE_PUBLIC_URL: "the address that it listens on",
  CIRCLE_INSECURE_HTTP: "not allowed",
  CIRCLE_DATABASE_URL: "SQLite in the data folder",
  CIRCLE_SIGNING_KEYS: "a file in the data folder",
};

/** Settings of which a relative path is shown in full. */
const FOLDERS: readonly string[] = ["CIRCLE_DATA_DIR", "CIRCLE_PHOTOS_DIR"];

/** What to tell the host of the settings. */
export function describeSettings({ file, settings, unknown, faults }: ListedSettings): string {
  const lines = settings.map((setting) => ({
    ...setting,
    text: describeValue(setting),
    from: setting.source === "file" ? file! : setting.source,
  }));
  const width = Math.max(...lines.map(({ name }) => name.length));
  const textWidth = Math.min(60, Math.max(...lines.map(({ text }) => text.length)));
  return [
    ...lines.map(({ name, text, from }) =>
      `${name.padEnd(width)}  ${text.padEnd(textWidth)}  ${from}`
    ),
    ...unknown.map(({ name, source, meant }) =>
      `Unknown: ${name}, in ${source === "file" ? file : "the environment"}${
        meant === null ? "" : `. Is ${meant} meant?`
      }`
    ),
    ...faults.length > 0 ? ["No server starts with these settings:", ...faults] : [],
  ].join("\n");
}

function describeValue({ name, value, source }: ListedSetting): string {
  // The terminal of this command is not that of a server.
  if (name === "CIRCLE_LOG" && source === "default") return "text on a terminal, else json";
  if (value && FOLDERS.includes(name)) return resolve(value);
  return value ?? WITHOUT_VALUE[name] ?? "none";
}
