import { type Client, createClient, type Send } from "../../shared/client.ts";
import type { Environment } from "../../shared/environment.ts";
import { type Identity, resolveIdentity } from "../session/identity.ts";
import { assertSecure } from "../session/server_address.ts";
import { createHintedSend } from "../session/moved_server.ts";
import { createSend } from "../session/send.ts";
import type { SessionStore } from "../session/session_store.ts";
import { createAuthorizedSend, createTokenSource } from "../session/session_tokens.ts";
import { formatJson } from "../terminal/json.ts";
import type { Layout } from "../terminal/cell.ts";
import { formatView, type View } from "../terminal/output.ts";
import type { HoldSignals, OnInterrupt } from "../terminal/signal_hold.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { createConfirmedSend } from "./confirm_password.ts";
import type { GlobalOptions } from "./global_options.ts";
import { createExplainingSend } from "./explain_refusal.ts";

/** What one command works with. */
export interface CommandContext {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  readonly env: Environment;
  readonly store: SessionStore;
  /** Says what failed although the command goes on, also with `--quiet`. */
  readonly sayFailure: (text: string) => void;
  readonly holdSignals: HoldSignals;
  readonly onInterrupt: OnInterrupt;
  /** How views are laid out on this terminal. */
  readonly layout: Layout;
  /** Resolves the server and the account there. */
  readonly connect: () => Promise<Connection>;
  /** Connects as another account than the one of command line and environment. */
  readonly connectAs: (identity: Identity) => Connection;
  /** Prints a reply: as JSON with `--json`, else as a view. */
  readonly show: <T>(value: T, view: (value: T) => View) => void;
  /** Shows a view as a message for the person. */
  readonly sayView: (view: View) => void;
}

/** A connection to one server as one account. */
export interface Connection {
  readonly identity: Identity;
  /** Typed calls; those that need a token carry it. */
  readonly client: Client;
  /** Any call. */
  readonly send: Send;
  /** The token that calls carry. */
  readonly getToken: () => Promise<string>;
  /** Typed calls with a token that is not saved yet. */
  readonly clientWith: (token: string) => Client;
}

/** What a context is made of. */
type ContextParts = Pick<
  CommandContext,
  | "options"
  | "terminal"
  | "env"
  | "store"
  | "sayFailure"
  | "holdSignals"
  | "onInterrupt"
>;

/** Creates the context of one command; nothing is sent before it connects. */
export function createContext(parts: ContextParts): CommandContext {
  const { options, terminal, env, store } = parts;
  const { output, print } = terminal;
  const layout: Layout = { hasColor: output.hasColor, width: output.width, now: new Date() };
  const connectAs = (identity: Identity) => {
    assertSecure(identity.server, options.insecureHttp ?? identity.session?.insecure_http ?? false);
    return connect(parts, identity);
  };
  return {
    ...parts,
    layout,
    connectAs,
    connect: async () =>
      connectAs(await resolveIdentity({ options, env, loadSessions: store.load })),
    show: (value, view) =>
      print(
        options.json ? formatJson(value, output.isTerminal) : formatView(view(value), layout),
      ),
    sayView: (view) =>
      terminal.sayAsIs(
        formatView(view, { ...layout, hasColor: false, width: terminal.messageWidth }),
      ),
  };
}

function connect(parts: ContextParts, identity: Identity): Connection {
  const { options, terminal, store } = parts;
  const sendOnce = createHintedSend(
    identity,
    createSend({
      server: identity.server,
      timeout: options.timeout,
      debug: (line) => options.debug && terminal.say(`debug: ${line}`),
    }),
  );
  const say = (text: string) => {
    if (!options.json) terminal.say(text); // with it there is JSON alone
  };
  const getToken = createTokenSource({ store, client: createClient(sendOnce), say }, identity);
  const send = createConfirmedSend(
    parts,
    createAuthorizedSend({ identity, sendOnce, getToken }),
  );
  return {
    identity,
    client: createClient(options.json ? send : createExplainingSend(send)),
    send,
    getToken: () => getToken(),
    clientWith: (token) => createClient((call) => sendOnce(call, token)),
  };
}
