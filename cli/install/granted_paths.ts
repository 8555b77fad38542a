import type { Environment } from "../../shared/environment.ts";
import { findConfigFolder } from "../session/config_folder.ts";
import { findNamedFiles } from "./named_files.ts";

/** Stands for an empty list, which Deno refuses. */
const NOTHING = "/dev/null";

/**
 * What the command may read and write, as values of Deno's flags: its config folder, its token
 * file, and the files that its command line names. Paths that a flag cannot hold are left out, and
 * the command then says so.
 */
export function formatGrants(
  args: readonly string[],
  { env, os }: { readonly env: Environment; readonly os: typeof Deno.build.os },
): { readonly read: string; readonly write: string } {
  const folder = findFolder(env, os);
  const named = findNamedFiles(args);
  return {
    read: join([folder, env("CIRCLE_TOKEN_FILE"), ...named.read]),
    write: join([folder, ...named.write]),
  };
}

/** Without a config folder a command can still use CIRCLE_TOKEN. */
function findFolder(env: Environment, os: typeof Deno.build.os): string | undefined {
  try {
    return findConfigFolder(env, os);
  } catch {
    return undefined;
  }
}

function join(paths: readonly (string | undefined)[]): string {
  return paths.filter((path) => path && !/[,\r\n]/.test(path)).join(",") || NOTHING;
}
