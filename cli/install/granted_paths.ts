import { findConfigFolder } from "../session/config_folder.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";

/** Granted when there is nothing to grant: Deno refuses an empty list. */
const NOTHING = "/dev/null";

/** Returns what the circle task lets the command read or write, as a value of Deno's flags. */
function formatGrants(access: "read" | "write"): string {
  const tokenFile = access === "read" ? Deno.env.get("CIRCLE_TOKEN_FILE") : undefined;
  const paths = [findFolder(), tokenFile].filter((path) => path !== undefined && path !== "");
  const unfit = paths.find((path) => /[,\r\n]/.test(path!));
  if (unfit === undefined) return paths.join(",") || NOTHING;
  throw new CliError(
    "failed",
    `Deno cannot be granted a path with a comma or a line break: ${unfit}`,
  );
}

/** Without a place for a config file a command can still use a token of the environment. */
function findFolder(): string | undefined {
  try {
    return findConfigFolder(Deno.env.get, Deno.build.os);
  } catch {
    return undefined;
  }
}

try {
  console.log(formatGrants(Deno.args[0] === "write" ? "write" : "read"));
} catch (error) {
  const { exitCode, message } = toCliError(error);
  console.error(`circle: ${message}`);
  Deno.exit(exitCode);
}
