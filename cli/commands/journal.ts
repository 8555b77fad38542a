import { type Comment, type Post, ReactionKind } from "../../shared/contract/journal.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Table, View } from "../terminal/output.ts";
import { confirm } from "./ask.ts";
import { Argument, Command, examples, group, type OpenContext, Option } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";
import { resolvePost } from "./resolve_post.ts";

const POST = "the post: its id, or how it begins";

/** `circle journal` */
export function declareJournal(open: OpenContext) {
  const journal = group("journal", "what the family tells each other", [
    declarePost(open),
    declareShow(open),
    declareEdit(open),
    declareDelete(open),
    declareComment(open),
    declareReact(open),
  ]);
  return journal.addCommand(declareList(open), { isDefault: true });
}

function declareList(open: OpenContext) {
  return new Command("list")
    .description("list the posts, the newest first; without another command, this one")
    .option("--new", "only those of others that you have not seen, which then count as seen")
    .addOption(
      new Option("--order <order>", "told: the newest first; happened: the latest first")
        .choices(["told", "happened"] as const),
    )
    .addHelpText(
      "after",
      examples(
        "circle journal",
        "circle journal list --order happened",
        "circle journal --new --quiet",
      ),
    )
    .action((options, command) => listPosts(open(command), options));
}

interface ListOptions {
  readonly new?: true;
  readonly order?: "told" | "happened";
}

async function listPosts(
  context: CommandContext,
  { new: onlyNew, order }: ListOptions,
): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  const params = { family_id };
  const posts = await connection.client.listPosts({ params, query: { new: onlyNew, order } });
  if (onlyNew && posts.length === 0 && context.options.quiet && !context.options.json) return;
  context.show(posts, viewPosts);
  if (onlyNew) await markSeen(connection, family_id, posts);
}

/** What was listed as new is not new the next time. */
async function markSeen(
  { client }: Connection,
  family_id: string,
  posts: readonly Post[],
): Promise<void> {
  const until = posts.map(({ created_at }) => created_at).toSorted().at(-1);
  if (until !== undefined) await client.setSeen({ params: { family_id }, body: { until } });
}

function viewPosts(posts: readonly Post[]): Table {
  return {
    columns: ["ID", "WHEN", "WHO", "ABOUT", "TEXT", "REACTIONS", "COMMENTS"],
    rows: posts.map(({ id, created_at, author, happened_on, text, reactions, comments }) => [
      id,
      { time: created_at },
      author.name,
      happened_on ?? "",
      summarize(text),
      Object.entries(reactions).map(([kind, count]) => `${kind} ${count}`).join(", "),
      comments === 0 ? "" : String(comments),
    ]),
  };
}

/** Characters of a post that a list shows. */
const SUMMARY_LENGTH = 40;

function summarize(text: string): string {
  const [line = ""] = text.split("\n");
  const letters = [...line];
  const isWhole = line === text && letters.length <= SUMMARY_LENGTH;
  return isWhole ? line : `${letters.slice(0, SUMMARY_LENGTH - 1).join("")}…`;
}

function declarePost(open: OpenContext) {
  return new Command("post")
    .description("tell the family something")
    .argument("<text>", "what you tell; - reads it from standard input")
    .option("--on <day>", "when it was: 2024-07-14, 2024-07 or 1962")
    .addHelpText(
      "after",
      examples(
        'circle journal post "First day at school!" --on 2026-09-07',
        "circle journal post - < story.txt",
      ),
    )
    .action((text, options, command) => writePost(open(command), text, options));
}

async function writePost(
  context: CommandContext,
  text: string,
  { on }: { readonly on?: string },
): Promise<void> {
  const { terminal } = context;
  const connection = await context.connect();
  const family = await resolveFamily(context, connection);
  const post = await connection.client.createPost({
    params: { family_id: family.id },
    // The same name for the same post: a reply that is lost and asked for again tells it once.
    body: { text: await readText(context, text), happened_on: on, once: crypto.randomUUID() },
  });
  terminal.say(`Told to ${escapeControl(family.name)}.`);
  context.show(post, ({ id }) => id);
}

/** A text that was typed, or standard input without the line break at its end. */
async function readText({ terminal }: CommandContext, text: string): Promise<string> {
  return text === "-" ? (await terminal.readInput()).trim() : text;
}

function declareShow(open: OpenContext) {
  return new Command("show")
    .description("show a post with its comments")
    .argument("<post>", POST)
    .addHelpText(
      "after",
      examples("circle journal show 01a20d5a", "circle journal show 01a2 --json"),
    )
    .action((post, _options, command) => showPost(open(command), post));
}

async function showPost(context: CommandContext, text: string): Promise<void> {
  const connection = await context.connect();
  const post = await resolvePost(context, connection, text);
  const comments = context.options.json
    ? []
    : await connection.client.listComments({ params: { post_id: post.id } });
  context.show(post, () => viewPost(post, comments));
}

function viewPost(post: Post, comments: readonly Comment[]): View {
  const { author, created_at, happened_on, text } = post;
  return [
    {
      facts: {
        "Who": author.name,
        "When": { time: created_at },
        ...happened_on !== null && { "About": happened_on },
      },
    },
    text,
    ...comments.length === 0 ? [] : [{
      columns: ["ID", "WHEN", "WHO", "COMMENT"],
      rows: comments.map((comment) => [
        comment.id,
        { time: comment.created_at },
        comment.author.name,
        comment.text,
      ]),
    }],
  ];
}

function declareEdit(open: OpenContext) {
  return new Command("edit")
    .description("change a post of yours")
    .argument("<post>", POST)
    .option("--text <text>", "what it says from now on; - reads it from standard input")
    .option("--on <day>", "when it was: 2024-07-14, 2024-07 or 1962; an empty text clears it")
    .addHelpText("after", examples('circle journal edit 01a20d5a --text "Second day"'))
    .action((post, options, command) => editPost(open(command), post, options));
}

async function editPost(
  context: CommandContext,
  text: string,
  { text: wanted, on }: { readonly text?: string; readonly on?: string },
): Promise<void> {
  if (wanted === undefined && on === undefined) {
    throw new CliError("usage", "Say what to change: --text or --on.");
  }
  const connection = await context.connect();
  const { id: post_id } = await resolvePost(context, connection, text);
  const post = await connection.client.updatePost({
    params: { post_id },
    body: {
      text: wanted === undefined ? undefined : await readText(context, wanted),
      happened_on: on === "" ? null : on,
    },
  });
  context.show(post, () => viewPost(post, []));
}

function declareDelete(open: OpenContext) {
  return new Command("delete")
    .description("delete a post with its comments: yours, or as admin or owner any")
    .argument("<post>", POST)
    .option("--yes", "do not ask")
    .addHelpText("after", examples("circle journal delete 01a20d5a"))
    .action((post, options, command) => deletePost(open(command), post, options.yes));
}

async function deletePost(
  context: CommandContext,
  text: string,
  yes: true | undefined,
): Promise<void> {
  const connection = await context.connect();
  const { id: post_id, author, comments } = await resolvePost(context, connection, text);
  const question = `Delete the post of ${
    escapeControl(author.name)
  } with its ${comments} comments, for good?`;
  await confirm(context, question, yes);
  await connection.client.deletePost({ params: { post_id } });
  context.terminal.say("Post deleted.");
}

function declareComment(open: OpenContext) {
  return new Command("comment")
    .description("comment on a post")
    .argument("<post>", POST)
    .argument("<text>", "what you say; - reads it from standard input")
    .addHelpText("after", examples('circle journal comment 01a20d5a "How tall she is!"'))
    .action((post, text, _options, command) => writeComment(open(command), post, text));
}

async function writeComment(context: CommandContext, post: string, text: string): Promise<void> {
  const connection = await context.connect();
  const { id: post_id } = await resolvePost(context, connection, post);
  const comment = await connection.client.createComment({
    params: { post_id },
    body: { text: await readText(context, text) },
  });
  context.show(comment, ({ id }) => id);
}

function declareReact(open: OpenContext) {
  return new Command("react")
    .description("react to a post, or take your reaction back")
    .argument("<post>", POST)
    .addArgument(
      new Argument("<reaction>", "your one reaction").choices(
        [...ReactionKind.enum, "none"] as const,
      ),
    )
    .addHelpText(
      "after",
      examples("circle journal react 01a20d5a heart", "circle journal react 01a20d5a none"),
    )
    .action((post, kind, _options, command) => react(open(command), post, kind));
}

async function react(
  context: CommandContext,
  text: string,
  kind: ReactionKind | "none",
): Promise<void> {
  const connection = await context.connect();
  const params = { post_id: (await resolvePost(context, connection, text)).id };
  if (kind === "none") await connection.client.removeReaction({ params });
  else await connection.client.setReaction({ params, body: { kind } });
}
