import { describeSession } from "../choose_session.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";

/** `circle auth status` */
export function declareStatus(open: Open) {
  return new Command("status")
    .description("show the server, the account, where the token comes from and when it ends")
    .addHelpText("after", examples("circle auth status", "circle auth status --json"))
    .action((_options, command) => run(open(command)));
}

async function run({ connect, show, store }: Invocation): Promise<void> {
  const { identity, client, getToken } = await connect();
  const { id, name, email } = await client.getProfile({});
  const saved = await store.load();
  const status = {
    server: identity.server,
    account: { id, name, email },
    token_source: identity.source === "config file" ? store.path : identity.source,
    token_ends: readEnd(await getToken()),
    is_renewed: identity.session?.refresh_token !== undefined,
    saved_sessions: saved.map(({ server, email }) => ({ server, email })),
  };
  show(status, () => ({
    facts: {
      "Server": status.server,
      "Account": `${name} <${email}>`,
      "Token from": status.token_source ?? "",
      "Token ends": describeEnd(status),
      "Saved": saved.map(describeSession).join(", ") || "nothing",
    },
  }));
}

function describeEnd(
  status: { readonly token_ends: string | null; readonly is_renewed: boolean },
): string {
  if (status.token_ends === null) return "the server knows";
  return status.is_renewed
    ? `${status.token_ends}, and is then renewed by itself`
    : status.token_ends;
}

/** When a JWT ends, by its own word (RFC 7519 §4.1.4); null for a token that does not say. */
function readEnd(token: string): string | null {
  try {
    const bytes = Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" });
    const { exp } = JSON.parse(new TextDecoder().decode(bytes));
    return new Date(exp * 1000).toISOString();
  } catch {
    return null;
  }
}
