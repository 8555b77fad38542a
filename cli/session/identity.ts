import type { Environment } from "../../shared/environment.ts";
import { CliError } from "../terminal/cli_error.ts";
import { explainNoGrant } from "./private_files.ts";
import type { SavedSession, SavedSessions } from "./saved_sessions.ts";
import { DEFAULT_SERVER, parseServer } from "./server_address.ts";

/** Where a token comes from. */
type TokenSource = "CIRCLE_TOKEN" | "CIRCLE_TOKEN_FILE" | "config file";

/** The server that a command talks to, and the account there; without `source` none. */
export interface Identity {
  /** Origin of the server. */
  readonly server: string;
  /** How it was chosen; another command would choose the same one, unless it is by the flag. */
  readonly chosenBy?: "flag" | "default";
  readonly source?: TokenSource;
  /** A token from the environment. */
  readonly token?: string;
  /** A session from the config file. */
  readonly session?: SavedSession;
}

/** Where an identity is looked up: flags, then the environment, then the config file. */
interface IdentitySources {
  readonly options: { readonly server?: string };
  readonly env: Environment;
  /** Reads the config file; called only when it matters. */
  readonly loadSessions: () => Promise<SavedSessions>;
}

/** Finds server and token. A token is only sent to the server that it belongs to. */
export async function resolveIdentity(
  { options, env, loadSessions }: IdentitySources,
): Promise<Identity> {
  const fromEnvironment = parseNamed(env("CIRCLE_SERVER"));
  const fromFlag = parseNamed(options.server);
  const named = fromFlag ?? fromEnvironment;
  const isTokenForServer = fromFlag === undefined || fromEnvironment === undefined ||
    fromFlag === fromEnvironment;
  const given = isTokenForServer ? await readGivenToken(env) : undefined;
  if (named !== undefined && given) return { server: named, ...given };
  const sessions = await loadSessions();
  const server = named ?? parseServer(sessions[0]?.server ?? DEFAULT_SERVER);
  const session = sessions.find((saved) => saved.server === server);
  if (given) return { server, ...given };
  if (session) return { server, source: "config file", session };
  if (fromFlag !== undefined) return { server, chosenBy: "flag" };
  return named === undefined ? { server, chosenBy: "default" } : { server };
}

function parseNamed(text: string | undefined): string | undefined {
  return text ? parseServer(text) : undefined;
}

async function readGivenToken(
  env: Environment,
): Promise<Pick<Identity, "token" | "source"> | undefined> {
  const given = env("CIRCLE_TOKEN");
  if (given) return { source: "CIRCLE_TOKEN", token: checkToken(given, "CIRCLE_TOKEN") };
  const path = env("CIRCLE_TOKEN_FILE");
  if (!path) return undefined;
  const token = checkToken(await readTokenFile(path), "The file of CIRCLE_TOKEN_FILE");
  return { source: "CIRCLE_TOKEN_FILE", token };
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw explainNoGrant(path);
    throw new CliError(
      "signed_out",
      `The file of CIRCLE_TOKEN_FILE cannot be read (${(error as Error).name}).`,
    );
  }
}

/** Removes the line ending of a token; refuses what cannot be in a header, without repeating it. */
export function checkToken(text: string, where: string): string {
  const token = text.trim();
  if (/^[\w.~+/-]+=*$/.test(token)) return token;
  throw new CliError("signed_out", `${where} does not hold a token.`);
}

/** Refuses to choose a saved session that the environment would override. */
export function assertSavedSessionsUsed(env: Environment): void {
  const name = ["CIRCLE_TOKEN", "CIRCLE_TOKEN_FILE"].find((name) => env(name));
  if (name === undefined) return;
  throw new CliError(
    "usage",
    `${name} is set, and commands use its token instead of a saved login. Unset it first: unset ${name}`,
  );
}
