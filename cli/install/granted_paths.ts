import { findConfigFolder } from "../session/config_folder.ts";

/** A placeholder for an empty list, which Deno refuses. */
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

/** Without a config folder a command can still use CIRCLE_TOKEN. */
function findFolder(): string | undefined {
  try {
    return findConfigFolder(Deno.env.get, Deno.build.os);
  } catch {
    return undefined;
  }
}

console.log(formatGrants(Deno.args[0] === "write" ? "write" : "read"));
