import type { Client } from "../../shared/client.ts";
import type { NewScriptToken, ScriptToken } from "../../shared/contract/tokens.ts";
import { type Scope, SCOPES } from "../../shared/scopes.ts";
import { isInsecure } from "../session/server_address.ts";
import { findPublicUrl } from "./public_url.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Cell } from "../terminal/cell.ts";
import { resolveNamedFamily } from "./resolve_family.ts";
import { Command, examples, group, type OpenContext, Option, yesToNothing } from "./command.ts";
import { parseDays } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { resolveName } from "./resolve_name.ts";
import { showOnce } from "./show_once.ts";
import { describeAccess, viewTokens } from "./view_tokens.ts";

/** `circle token` */
export function declareToken(open: OpenContext) {
  return group("token", "tokens for scripts", [
    declareCreate(open),
    declareList(open),
    declareEdit(open),
    declareRevoke(open),
  ]);
}

function declareCreate(open: OpenContext) {
  return new Command("create")
    .description("make a token for a script or a cron job; --family limits it to one family")
    .argument("<name>", "what it is for")
    .option("--read-only", "it can look, but change nothing")
    .addOption(
      new Option(
        "--scope <scope...>",
        "all that it can do: members:read (without email addresses), contacts:read (with them), " +
          "journal:read (posts and comments)",
      ).choices(SCOPES),
    )
    .addOption(
      new Option("--expires <time>", "how long it is valid: 30d, 12w (default: 90d)").argParser(
        parseDays,
      ),
    )
    .addHelpText(
      "after",
      examples(
        'circle token create "photo wall" --scope members:read',
        "circle token create cron --read-only",
        'circle token create backup --family "The Bergs" --expires 30d > token.txt',
      ),
    )
    .action((name, options, command) => createToken(open(command), name, options));
}

interface CreateTokenOptions {
  readonly readOnly?: true;
  readonly scope?: Scope[];
  readonly expires?: number;
}

async function createToken(
  context: CommandContext,
  name: string,
  { readOnly, scope: scopes, expires }: CreateTokenOptions,
): Promise<void> {
  const { connect, options: { family } } = context;
  const connection = await connect();
  const { client } = connection;
  const families = await client.listFamilies({});
  const bound = family === undefined ? undefined : resolveNamedFamily(families, family);
  const publicUrl = await findPublicUrl(connection);
  const token = await client.createToken({
    body: { name, family: bound?.id, read_only: readOnly, scopes, expires_in_days: expires },
  });
  await showOnce(context, token, {
    secretOf: ({ token }) => token,
    factsOf: (made) => describeToken(made, bound?.name),
    advice: describeUse(
      publicUrl,
      bound === undefined && families.length > 1,
    ),
    revoke: () => client.revokeToken({ params: { token_id: token.id } }),
    howToRevoke: `circle token revoke ${token.id}`,
  });
}

function describeToken(
  { name, expires_at, ...access }: NewScriptToken,
  family: string | undefined,
): Record<string, Cell> {
  return {
    "For": name,
    "May": describeAccess(access),
    "Family": family ?? "all of yours",
    "Until": { time: expires_at },
  };
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

function declareEdit(open: OpenContext) {
  return new Command("edit")
    .description("rename a script token, or change when it ends")
    .argument("<id>", "the id or the name of the token, or the beginning of one")
    .option("--name <name>", "what it is for")
    .addOption(
      new Option("--expires <time>", "how long it is valid from now: 30d, 12w").argParser(
        parseDays,
      ),
    )
    .addHelpText(
      "after",
      examples(
        'circle token edit "photo wall" --expires 90d',
        'circle token edit cron --name "nightly backup"',
      ),
    )
    .action((id, options, command) => editToken(open(command), id, options));
}

async function editToken(
  { connect, show, layout: { now } }: CommandContext,
  text: string,
  { name, expires }: { readonly name?: string; readonly expires?: number },
): Promise<void> {
  if (name === undefined && expires === undefined) {
    throw new CliError("usage", "Say what to change: --name or --expires.");
  }
  const { client } = await connect();
  const { id: token_id } = await resolveToken(client, text);
  const body = { name, expires_in_days: expires };
  const token = await client.updateToken({ params: { token_id }, body });
  const families = await client.listFamilies({});
  show(token, (changed) => viewTokens([changed], families, now));
}

function declareRevoke(open: OpenContext) {
  return new Command("revoke")
    .description("revoke a script token: it is refused at once")
    .argument("<id>", "the id or the name of the token, or the beginning of one")
    .addOption(yesToNothing())
    .addHelpText("after", examples("circle token list", 'circle token revoke "photo wall"'))
    .action((id, _options, command) => revokeToken(open(command), id));
}

async function revokeToken({ connect, terminal }: CommandContext, text: string): Promise<void> {
  const { client } = await connect();
  const token = await resolveToken(client, text);
  await client.revokeToken({ params: { token_id: token.id } });
  terminal.say(`The token ${escapeControl(token.name)} is revoked.`);
}

/** Finds an own script token by id, name, or the first letters of the token. */
async function resolveToken(
  client: Pick<Client, "listTokens">,
  text: string,
): Promise<ScriptToken> {
  const tokens = await client.listTokens({});
  const named = tokens.map((item) => ({
    item,
    names: [item.id, item.name, ...item.prefix === null ? [] : [item.prefix]],
    label: `${item.name} (${item.id})`,
  }));
  return resolveName(named, { text, kind: "script token" });
}
