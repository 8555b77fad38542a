import type { Comment, Post } from "../../shared/contract/journal.ts";
import type { View } from "../terminal/output.ts";
import type { Table } from "../terminal/table.ts";
import { Command, examples, type OpenContext, Option } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { markSeen, withoutSeen } from "./mark_seen.ts";
import { resolveFamily } from "./resolve_family.ts";
import { countPhotos, POST, POST_ID_LENGTH, resolvePost, summarizePost } from "./resolve_post.ts";

/** `circle journal list` */
export function declareList(open: OpenContext) {
  return new Command("list")
    .description("list the posts, the newest first; without another command, this one")
    .option(
      "--new",
      "only those of others that you have not seen; without --search, they then count as seen " +
        "(on this device alone with a token that may only read)",
    )
    .option("--search <words>", "only those with these words in them or in their comments")
    .addOption(
      new Option("--order <order>", "told: the newest first; happened: the latest first")
        .choices(["told", "happened"] as const),
    )
    .addHelpText(
      "after",
      examples(
        "circle journal",
        "circle journal list --order happened",
        'circle journal --search "first day"',
        "circle journal --new --quiet",
      ),
    )
    .action((options, command) => listPosts(open(command), options));
}

interface ListOptions {
  readonly new?: true;
  readonly search?: string;
  readonly order?: "told" | "happened";
}

async function listPosts(
  context: CommandContext,
  { new: onlyNew, search: q, order }: ListOptions,
): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  const params = { family_id };
  const found = await connection.client.listPosts({ params, query: { new: onlyNew, q, order } });
  const posts = onlyNew ? await withoutSeen(context, connection, found) : found;
  if (onlyNew && posts.length === 0 && context.options.quiet && !context.options.json) return;
  const isOnScreen = context.layout.width !== undefined;
  context.show(posts, isOnScreen ? viewPostsOnScreen : viewPosts);
  // What was not searched for has not been seen.
  if (onlyNew && q === undefined) await markSeen(context, connection, posts);
}

function viewPosts(posts: readonly Post[]): Table {
  return {
    columns: ["ID", "WHEN", "WHO", "ABOUT", "TEXT", "PHOTOS", "REACTIONS", "COMMENTS"],
    rows: posts.map((post) => {
      const { id, created_at, author, happened_on, text, reactions, comments } = post;
      return [
        id,
        { time: created_at },
        author.name,
        happened_on ?? "",
        summarizePost(text),
        post.photos.length === 0 ? "" : countPhotos(post),
        countReactions(reactions),
        comments === 0 ? "" : String(comments),
      ];
    }),
  };
}

/** The same on a screen, where the texts get lines of their own: beside the rest is no room. */
function viewPostsOnScreen(posts: readonly Post[]): Table {
  return {
    columns: ["ID", "WHEN", "WHO", "MORE"],
    idLength: POST_ID_LENGTH,
    rows: posts.map((post) => [
      post.id,
      { time: post.created_at },
      post.author.name,
      describeMore(post),
    ]),
    below: posts.map(({ text }) => text.replace(/\n.*/s, "…")),
  };
}

/** What else a post has: `about 2026-09-07, 2 photos, heart 3, 1 comment`. */
function describeMore(post: Post): string {
  const { happened_on, photos, reactions, comments } = post;
  return [
    ...happened_on === null ? [] : [`about ${happened_on}`],
    ...photos.length === 0 ? [] : [countPhotos(post)],
    ...Object.keys(reactions).length === 0 ? [] : [countReactions(reactions)],
    ...comments === 0 ? [] : [comments === 1 ? "1 comment" : `${comments} comments`],
  ].join(", ");
}

/** `circle journal show` */
export function declareShow(open: OpenContext) {
  return new Command("show")
    .description("show a post with its photos and comments")
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

/** A post, with its photos and its comments below it. */
export function viewPost(post: Post, comments: readonly Comment[]): View {
  const { author, created_at, happened_on, text, photos } = post;
  const hasReactions = Object.keys(post.reactions).length > 0;
  return [
    {
      facts: {
        "Who": author.name,
        "When": { time: created_at },
        ...happened_on !== null && { "About": happened_on },
        ...hasReactions && { "Reactions": describeReactions(post) },
      },
    },
    ...text === "" ? [] : [{ text }],
    ...photos.length === 0 ? [] : [{
      columns: ["ID", "PIXELS", "PHOTO"],
      idLength: POST_ID_LENGTH,
      rows: photos.map(({ id, width, height, caption }) => [
        id,
        `${width} × ${height}`,
        caption ?? "",
      ]),
    }],
    ...comments.map(viewComment),
  ];
}

/** A comment, with its id to change or delete it by. */
export function viewComment({ author, created_at, id, text }: Comment): View {
  return { heading: [author.name, { time: created_at }, id], text };
}

/** How many reacted how, and how you did: `heart 2, hug 1 (yours: hug)`. */
function describeReactions({ reactions, my_reaction }: Post): string {
  const own = my_reaction === null ? "" : ` (yours: ${my_reaction})`;
  return `${countReactions(reactions)}${own}`;
}

function countReactions(reactions: Post["reactions"]): string {
  return Object.entries(reactions).map(([kind, count]) => `${kind} ${count}`).join(", ");
}
