import { CliError } from "../terminal/cli_error.ts";
import { type CommandContext, type Connection, createContext } from "./context.ts";
import { findPublicUrl } from "./public_url.ts";

/** The origin of the server that an invite link leads to; a bare code leads nowhere. */
function findServerOf(invite: string): string | undefined {
  const [, address] = /^(.+)\/join#/.exec(invite) ?? [];
  if (address === undefined) return undefined;
  const url = URL.parse(address.includes("://") ? address : `https://${address}`);
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

/** Whether the command line or the environment name the server. */
function isServerNamed({ options, env }: CommandContext): boolean {
  return options.server !== undefined || Boolean(env("CIRCLE_SERVER"));
}

/** An invite link says at which server it is valid, where nothing else does. Only for calls without a token. */
export function withInviteServer(context: CommandContext, invite: string): CommandContext {
  const server = isServerNamed(context) ? undefined : findServerOf(invite);
  if (server === undefined) return context;
  return createContext({ ...context, options: { ...context.options, server } });
}

/**
 * Connects to the server of an invite link with the account that one has there. A link never leads
 * a token to another server.
 */
export async function connectToInviteServer(
  context: CommandContext,
  invite: string,
): Promise<Connection> {
  const connection = await context.connect();
  const server = isServerNamed(context) ? undefined : findServerOf(invite);
  if (server === undefined || server === connection.identity.server) return connection;
  const session = connection.identity.token === undefined
    ? (await context.store.load()).find((saved) => saved.server === server)
    : undefined;
  if (session) return context.connectAs({ server, source: "config file", session });
  if (await findPublicUrl(connection) === server) return connection;
  throw new CliError(
    "signed_out",
    `This invite is for ${server}, where you are not logged in. ` +
      `With an account there: circle login --server ${server}. ` +
      `Without one: circle register --invite LINK. ` +
      `If ${connection.identity.server} has moved from there: circle invite accept CODE, ` +
      "with the code behind the # alone.",
  );
}
