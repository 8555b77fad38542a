import { type Client, createClient, type Send } from "../../shared/client.ts";
import type { Environment } from "../../shared/environment.ts";
import { createAuthorizedSend } from "../session/authorized_send.ts";
import type { GlobalOptions } from "./global_options.ts";
import { type Identity, resolveIdentity } from "../session/identity.ts";
import { formatJson, formatView, type View } from "../terminal/output.ts";
import type { SessionStore } from "../session/session_store.ts";
import { createSend } from "../session/send.ts";
import { getToken } from "../session/session_tokens.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What one command works with. */
export interface CommandContext {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  readonly env: Environment;
  readonly store: SessionStore;
  /** Chooses the server and who one is there. */
  readonly connect: () => Promise<Connection>;
  /** Prints a reply: as JSON where that is asked for, else as a person likes to see it. */
  readonly show: <T>(value: T, view: (value: T) => View) => void;
}

/** A way to one server. */
export interface Connection {
  readonly identity: Identity;
  /** Typed calls; those that need a token carry it. */
  readonly client: Client;
  /** Any call. */
  readonly send: Send;
  /** The token that calls carry. */
  readonly getToken: () => Promise<string>;
  /** Typed calls with a token that is not kept yet. */
  readonly clientWith: (token: string) => Client;
}

/** What an context is made of. */
export type ContextParts = Pick<CommandContext, "options" | "terminal" | "env" | "store">;

/** Makes what one command works with; nothing is sent before it connects. */
export function createContext(parts: ContextParts): CommandContext {
  const { options, terminal } = parts;
  return {
    ...parts,
    connect: () => connect(parts),
    show: (value, view) => {
      const { isTerminal, hasColor } = terminal.output;
      terminal.print(
        options.json ? formatJson(value, isTerminal) : formatView(view(value), hasColor),
      );
    },
  };
}

async function connect({ options, terminal, env, store }: ContextParts): Promise<Connection> {
  const identity = await resolveIdentity({ options, env, sessions: await store.load() });
  const sendOnce = createSend({
    server: identity.server,
    timeout: options.timeout,
    debug: (line) => options.debug && terminal.say(`debug: ${line}`),
  });
  const deps = { identity, store, client: createClient(sendOnce) };
  const send = createAuthorizedSend(sendOnce, deps);
  return {
    identity,
    client: createClient(send),
    send,
    getToken: () => getToken(deps),
    clientWith: (token) => createClient((call) => sendOnce(call, token)),
  };
}
