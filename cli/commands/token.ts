import type { Family } from "../../shared/contract/families.ts";
import type { NewScriptToken, ScriptToken } from "../../shared/contract/tokens.ts";
import { isInsecure } from "../session/server_address.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Cell, Table, View } from "../terminal/output.ts";
import { resolveNamedFamily } from "./resolve_family.ts";
import { Command, examples, group, type OpenContext, Option } from "./command.ts";
import { parseDays } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { resolveName } from "./resolve_name.ts";
import { showOnce } from "./show_once.ts";

/** `circle token` */
export function declareToken(open: OpenContext) {
  return group("token", "tokens for scripts", [
    declareCreate(open),
    declareList(open),
    declareRevoke(open),
  ]);
}

function declareCreate(open: OpenContext) {
  return new Command("create")
    .description("make a token for a script or a cron job; --family limits it to one family")
    .argument("<name>", "what it is for")
    .option("--read-only", "it can look, but change nothing")
    .addOption(
      new Option("--expires <time>", "how long it is valid: 30d, 12w (default: 90d)").argParser(
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
  const families = await client.listFamilies({});
  const bound = family === undefined ? undefined : resolveNamedFamily(families, family);
  const token = await client.createToken({
    body: { name, family: bound?.id, read_only: readOnly, expires_in_days: expires },
  });
  await showOnce(context, token, {
    secretOf: ({ token }) => token,
    factsOf: (made) => describeToken(made, bound?.name),
    advice: describeUse(server, bound === undefined && families.length > 1),
    revoke: () => client.revokeToken({ params: { token_id: token.id } }),
    howToRevoke: `circle token revoke ${token.id}`,
  });
}

function describeToken(
  { name, read_only, expires_at }: NewScriptToken,
  family: string | undefined,
): Record<string, Cell> {
  return {
    "For": name,
    "May": describeAccess(read_only),
    "Family": family ?? "all of yours",
    "Until": { time: expires_at },
  };
}

function describeAccess(isReadOnly: boolean): string {
  return isReadOnly ? "look only" : "look and change";
}

function describeUse(server: string, needsFamily: boolean): string {
  const flags = [
    ...isInsecure(server) ? ["--insecure-http"] : [],
    ...needsFamily ? ["--family NAME"] : [],
  ];
  const command = ["circle family members", ...flags].join(" ");
  return "Keep the token now, where only you can read it: it is not shown again. A script runs\n" +
    `  CIRCLE_SERVER=${server} CIRCLE_TOKEN_FILE=token.txt ${command}`;
}

function declareList(open: OpenContext) {
  return new Command("list")
    .description("list your script tokens, newest first")
    .addHelpText("after", examples("circle token list", "circle token list --json"))
    .action((_options, command) => listTokens(open(command)));
}

async function listTokens({ connect, show, layout: { now } }: CommandContext): Promise<void> {
  const { client } = await connect();
  const [tokens, families] = await Promise.all([client.listTokens({}), client.listFamilies({})]);
  show(tokens, () => viewTokens(tokens, families, now));
}

function viewTokens(
  tokens: readonly ScriptToken[],
  families: readonly Family[],
  now: Date,
): View {
  const nameOf = (id: string) => families.find((family) => family.id === id)?.name ?? id;
  const ending = tokens.filter(({ expires_at }) => isEndingSoon(expires_at, now));
  const table: Table = {
    columns: ["ID", "NAME", "MAY", "FAMILY", "UNTIL", "LAST USED"],
    rows: tokens.map(({ id, name, read_only, family, expires_at, last_used_at }) => [
      id,
      name,
      describeAccess(read_only),
      family === null ? "all of yours" : nameOf(family),
      { time: expires_at },
      last_used_at === null ? "never" : { time: last_used_at },
    ]),
  };
  if (ending.length === 0) return table;
  return [table, `Ends soon: ${ending.map(({ name }) => name).join(", ")}. Make another in time.`];
}

/** How long before its end a token is warned about, in ms. */
const WARNING_PERIOD = 14 * 24 * 60 * 60 * 1000;

function isEndingSoon(expires_at: string, now: Date): boolean {
  return Date.parse(expires_at) - now.getTime() < WARNING_PERIOD;
}

function declareRevoke(open: OpenContext) {
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
