import type { Environment } from "../../shared/environment.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { SavedSession, SavedSessions } from "./saved_sessions.ts";
import { DEFAULT_SERVER, parseServer } from "./server_address.ts";

/** Where a token comes from. */
export type TokenSource = "CIRCLE_TOKEN" | "CIRCLE_TOKEN_FILE" | "config file";

/** The server that a command talks to, and who it is there; without `source` nobody. */
export interface Identity {
  /** Origin of the server. */
  readonly server: string;
  readonly source?: TokenSource;
  /** A token from the environment. */
  readonly token?: string;
  /** A session from the config file. */
  readonly session?: SavedSession;
}

/** What decides about an identity: flags come before the environment, and that before the file. */
export interface IdentitySources {
  /** What the command line says. */
  readonly options: { readonly server?: string; readonly insecureHttp?: boolean };
  readonly env: Environment;
  readonly sessions: SavedSessions;
}

/** Chooses server and token. A token never goes to another server than the one it was given for. */
export async function resolveIdentity(
  { options, env, sessions }: IdentitySources,
): Promise<Identity> {
  const parse = (text: string) => parseServer(text, options.insecureHttp ?? false);
  const named = env("CIRCLE_SERVER");
  const fromEnvironment = named ? parse(named) : undefined;
  const fromFlag = options.server === undefined ? undefined : parse(options.server);
  const server = fromFlag ?? fromEnvironment ?? parse(sessions[0]?.server ?? DEFAULT_SERVER);
  const tokenIsForServer = fromFlag === undefined || fromEnvironment === undefined ||
    fromFlag === fromEnvironment;
  const given = tokenIsForServer ? await readGivenToken(env) : undefined;
  if (given) return { server, ...given };
  const session = sessions.find((saved) => saved.server === server);
  return session ? { server, source: "config file", session } : { server };
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
    throw new CliError(
      "signed_out",
      `CIRCLE_TOKEN_FILE names a file that cannot be read (${(error as Error).name}).`,
    );
  }
}

/** Takes the line end off a token; refuses what cannot stand in a header, without repeating it. */
export function checkToken(text: string, where: string): string {
  const token = text.trim();
  if (/^[\w.~+/-]+=*$/.test(token)) return token;
  throw new CliError("signed_out", `${where} does not hold a token.`);
}
