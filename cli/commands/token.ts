import type { Family } from "../../shared/contract/families.ts";
import type { NewScriptToken, ScriptToken } from "../../shared/contract/tokens.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Table } from "../terminal/output.ts";
import { resolveNamedFamily } from "./choose_family.ts";
import { Command, examples, group, type Open, Option } from "./command.ts";
import { parseDays } from "./durations.ts";
import type { CommandContext } from "./context.ts";
import { resolveName } from "./match.ts";
import { showOnce } from "./show_once.ts";
import { formatMoment } from "./views.ts";

/** `circle token` */
export function declareToken(open: Open) {
  return group("token", "tokens for scripts", [
    declareCreate(open),
    declareList(open),
    declareRevoke(open),
  ]);
}

function declareCreate(open: Open) {
  return new Command("create")
    .description("make a token for a script or a cron job; --family binds it to one family")
    .argument("<name>", "what it is for")
    .option("--read-only", "it can look, and change nothing")
    .addOption(
      new Option("--expires <time>", "how long it holds: 30d, 12w (default: 90d)").argParser(
        parseDays,
      ),
    )
    .addHelpText(
      "after",
      examples(
        'circle token create "photo wall" --read-only',
        'circle token create backup --family "The Bergs" --expires 30d > token.txt',
      ),
    )
    .action((name, options, command) => createToken(open(command), name, options));
}

interface CreateTokenOptions {
  readonly readOnly?: true;
  readonly expires?: number;
}

async function createToken(
  context: CommandContext,
  name: string,
  { readOnly, expires }: CreateTokenOptions,
): Promise<void> {
  const { connect, options: { family } } = context;
  const { client, identity: { server } } = await connect();
  const bound = family === undefined
    ? undefined
    : resolveNamedFamily(await client.listFamilies({}), family);
  const token = await client.createToken({
    body: { name, family: bound?.id, read_only: readOnly, expires_in_days: expires },
  });
  showOnce(context, token, {
    secretOf: ({ token }) => token,
    factsOf: (made) => describeToken(made, bound?.name),
    advice:
      "Keep the token now, where only you can read it: it is not shown again. A script runs\n" +
      `  CIRCLE_SERVER=${server} CIRCLE_TOKEN_FILE=token.txt circle family members`,
  });
}

function describeToken(
  { name, read_only, expires_at }: NewScriptToken,
  family: string | undefined,
): Record<string, string> {
  return {
    "For": name,
    "May": read_only ? "look only" : "look and change",
    "Family": family ?? "all of yours",
    "Until": formatMoment(expires_at),
  };
}

function declareList(open: Open) {
  return new Command("list")
    .description("list your script tokens, the newest first")
    .addHelpText("after", examples("circle token list", "circle token list --json"))
    .action((_options, command) => listTokens(open(command)));
}

async function listTokens({ connect, show }: CommandContext): Promise<void> {
  const { client } = await connect();
  const [tokens, families] = await Promise.all([client.listTokens({}), client.listFamilies({})]);
  show(tokens, () => viewTokens(tokens, families));
}

function viewTokens(tokens: readonly ScriptToken[], families: readonly Family[]): Table {
  const nameOf = (id: string) => families.find((family) => family.id === id)?.name ?? id;
  return {
    columns: ["ID", "NAME", "MAY", "FAMILY", "UNTIL", "LAST USED"],
    rows: tokens.map(({ id, name, read_only, family, expires_at, last_used_at }) => [
      id,
      name,
      read_only ? "look only" : "look and change",
      family === null ? "all of yours" : nameOf(family),
      formatMoment(expires_at),
      last_used_at === null ? "never" : formatMoment(last_used_at),
    ]),
  };
}

function declareRevoke(open: Open) {
  return new Command("revoke")
    .description("revoke a script token: it is refused at once")
    .argument("<id>", "the id or the name of the token, or how one begins")
    .addHelpText("after", examples("circle token list", 'circle token revoke "photo wall"'))
    .action((id, _options, command) => revokeToken(open(command), id));
}

async function revokeToken({ connect, terminal }: CommandContext, text: string): Promise<void> {
  const { client } = await connect();
  const tokens = await client.listTokens({});
  const token = resolveName(
    tokens.map((item) => ({
      item,
      names: [item.id, item.name],
      label: `${item.name} (${item.id})`,
    })),
    { text, kind: "script token" },
  );
  await client.revokeToken({ params: { token_id: token.id } });
  terminal.say(`The token ${escapeControl(token.name)} is revoked.`);
}
