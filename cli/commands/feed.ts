import type { Feed, NewFeed } from "../../shared/contract/feeds.ts";
import { isReachable } from "../../shared/loopback.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Table } from "../terminal/table.ts";
import { Command, examples, group, type OpenContext, yesToNothing } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";
import { resolveName } from "./resolve_name.ts";
import { showOnce } from "./show_once.ts";

/** `circle feed` */
export function declareFeed(open: OpenContext) {
  return group("feed", "secret addresses at which calendars read the birthdays", [
    declareCreate(open),
    declareList(open),
    declareRevoke(open),
  ]);
}

function declareCreate(open: OpenContext) {
  return new Command("create")
    .description("make an address for a calendar app, which then shows all birthdays")
    .argument("<name>", "what reads it")
    .addHelpText("after", examples('circle feed create "my phone"'))
    .action((name, _options, command) => createFeed(open(command), name));
}

async function createFeed(context: CommandContext, name: string): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const { id: family_id, name: family } = await resolveFamily(context, connection);
  const feed = await client.createFeed({ params: { family_id }, body: { name } });
  await showOnce(context, feed, {
    secretOf: ({ url }) => url,
    factsOf: (made) => ({ "For": made.name, "Family": family }),
    advice: describeUse(feed),
    revoke: () => client.deleteFeed({ params: { family_id, feed_id: feed.id } }),
    howToRevoke: `circle feed revoke ${feed.id}`,
  });
}

function describeUse({ url }: NewFeed): string {
  const address = escapeControl(url);
  const lines = [
    "Subscribe to it in a calendar app; it is not shown again. A phone opens it as",
    `  ${address.replace(/^https?:/, "webcal:")}`,
    "Anyone with the address can read the names and dates of the family, nothing else.",
  ];
  const parsed = URL.parse(url);
  if (parsed && !isReachable(url)) {
    const { hostname } = parsed;
    lines.push(
      `No phone can reach ${hostname}: the server needs a CIRCLE_PUBLIC_URL that others reach.`,
    );
  } else {
    lines.push(
      "Google Calendar fetches it from the internet, once in hours or a day: it cannot read a " +
        "server that only your home reaches.",
    );
  }
  return lines.join("\n");
}

function declareList(open: OpenContext) {
  return new Command("list")
    .description("list your feeds, newest first; as admin or owner, those of everyone")
    .addHelpText("after", examples("circle feed list", "circle feed list --json"))
    .action((_options, command) => listFeeds(open(command)));
}

async function listFeeds(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  context.show(await connection.client.listFeeds({ params: { family_id } }), viewFeeds);
}

function viewFeeds(feeds: readonly Feed[]): Table {
  return {
    columns: ["ID", "NAME", "BY", "MADE", "LAST USED"],
    rows: feeds.map(({ id, name, account, created_at, last_used_at }) => [
      id,
      name,
      account?.name ?? "",
      { time: created_at },
      last_used_at === null ? "never" : { day: last_used_at },
    ]),
  };
}

function declareRevoke(open: OpenContext) {
  return new Command("revoke")
    .description("revoke a feed: its address stops working at once")
    .argument("<id>", "the id or the name of the feed, or the beginning of one")
    .addOption(yesToNothing())
    .addHelpText("after", examples("circle feed list", 'circle feed revoke "my phone"'))
    .action((id, _options, command) => revokeFeed(open(command), id));
}

async function revokeFeed(context: CommandContext, text: string): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const { id: family_id } = await resolveFamily(context, connection);
  const feeds = await client.listFeeds({ params: { family_id } });
  const feed = resolveName(
    feeds.map((item) => ({
      item,
      names: [item.id, item.name],
      label: `${item.name} (${item.id}) by ${item.account?.name ?? "somebody"}`,
    })),
    { text, kind: "feed" },
  );
  await client.deleteFeed({ params: { family_id, feed_id: feed.id } });
  context.terminal.say(`The feed ${escapeControl(feed.name)} is revoked.`);
}
