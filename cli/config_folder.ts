import { join } from "node:path";

type Environment = (name: string) => string | undefined;

/** The folder of the config file: where the platform keeps such things, unless the environment says otherwise. */
export function findConfigFolder(env: Environment, os: typeof Deno.build.os): string {
  const named = env("CIRCLE_CONFIG_DIR");
  if (named) return named;
  const xdg = env("XDG_CONFIG_HOME");
  if (xdg?.startsWith("/")) return join(xdg, "circle"); // a relative one is to be ignored (XDG Base Directory)
  if (os === "windows") return join(env("APPDATA") ?? "", "circle");
  const home = env("HOME") ?? "";
  return os === "darwin"
    ? join(home, "Library", "Application Support", "circle")
    : join(home, ".config", "circle");
}

// The circle task asks what to grant the command: this folder, and the file of a token.
if (import.meta.main) {
  const paths = [findConfigFolder(Deno.env.get, Deno.build.os), Deno.env.get("CIRCLE_TOKEN_FILE")];
  console.log(paths.filter((path) => path).join(","));
}
