import { findConfigFolder } from "../session/config_folder.ts";

/** Granted if there is nothing to grant: Deno refuses an empty list. */
const NOTHING = "/dev/null";

/**
 * Returns what the circle task lets the command read or write, as a value of Deno's flags. Paths
 * that a flag cannot hold are left out, and the command then says so.
 */
function formatGrants(access: "read" | "write"): string {
  const tokenFile = access === "read" ? Deno.env.get("CIRCLE_TOKEN_FILE") : undefined;
  return [findFolder(), tokenFile].filter((path) => path && !/[,\r\n]/.test(path)).join(",") ||
    NOTHING;
}

/** Without a place for a config file a command can still use a token of the environment. */
function findFolder(): string | undefined {
  try {
    return findConfigFolder(Deno.env.get, Deno.build.os);
  } catch {
    return undefined;
  }
}

console.log(formatGrants(Deno.args[0] === "write" ? "write" : "read"));
