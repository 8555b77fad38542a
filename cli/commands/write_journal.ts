import { journal } from "../../shared/contract/journal.ts";
import { MAX_PHOTOS } from "../../shared/contract/photos.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { confirm } from "./ask.ts";
import { Command, examples, InvalidArgumentError, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { explainRepeat, parseOnce } from "./post_once.ts";
import { viewComment, viewPost } from "./read_journal.ts";
import { readText } from "./read_text.ts";
import { resolveFamily } from "./resolve_family.ts";
import { countPhotos, POST_OR_COMMENT, resolvePostOrComment } from "./resolve_post.ts";
import { type NamedPhoto, sendPhotos } from "./send_photos.ts";

/** `circle journal post` */
export function declarePost(open: OpenContext) {
  const photos: NamedPhoto[] = [];
  return new Command("post")
    .description("tell the family something")
    .argument(
      "[text]",
      "what you tell, which photos can do without; - reads it from standard input",
    )
    .option("--on <day>", "when it was: 2024-07-14, 2024-07 or 1962")
    .option(
      "--photo <file>",
      `a picture to show, at most ${MAX_PHOTOS} of them: JPEG, PNG, WebP or GIF`,
      (file) => addPhoto(photos, file),
    )
    .option(
      "--caption <text>",
      "what is seen on the photo before it, also for those who cannot see it",
      (caption) => addCaption(photos, caption),
    )
    .option("--once <id>", "a UUID of yours: sent again with it, the post is made once", parseOnce)
    .addHelpText(
      "after",
      examples(
        'circle journal post "First day at school!" --on 2026-09-07',
        'circle journal post "How brave she is" --photo lea1.jpg --photo lea2.jpg',
        'circle journal post --photo lea1.jpg --caption "Lea and her new school bag"',
        "circle journal post - < story.txt",
      ),
    )
    .action((text, { on, once }, command) => writePost(open(command), { text, on, once, photos }));
}

function addPhoto(photos: NamedPhoto[], file: string): true {
  if (file === "") throw new InvalidArgumentError("It must be the name of a file.");
  if (photos.length === MAX_PHOTOS) {
    throw new InvalidArgumentError(`A post has at most ${MAX_PHOTOS} photos.`);
  }
  photos.push({ file });
  return true;
}

function addCaption(photos: NamedPhoto[], caption: string): true {
  const photo = photos.pop();
  if (!photo) throw new InvalidArgumentError("It must come after its --photo.");
  photos.push({ ...photo, caption });
  return true;
}

async function writePost(
  context: CommandContext,
  { text = "", on, once = crypto.randomUUID(), photos }: {
    readonly text?: string;
    readonly on?: string;
    readonly once?: string;
    readonly photos: readonly NamedPhoto[];
  },
): Promise<void> {
  const { terminal } = context;
  if (text === "" && photos.length === 0) {
    throw new CliError("usage", "Say what you tell, or show it: --photo FILE.");
  }
  const connection = await context.connect();
  const { client } = connection;
  const family = await resolveFamily(context, connection);
  const body = { text: await readText(context, text), happened_on: on, once };
  if (photos.length > 0) checkDay(on); // sending them may take minutes
  const sent = await sendPhotos(context, { client, family_id: family.id }, photos);
  const post = await client.createPost({
    params: { family_id: family.id },
    body: sent.length === 0 ? body : { ...body, photos: sent }, // an older server takes none
  }).catch((error) => {
    throw explainRepeat(error, once);
  });
  const shown = post.photos.length === 0 ? "" : `, with ${countPhotos(post)}`;
  terminal.say(`Told to ${escapeControl(family.name)}${shown}.`);
  context.show(post, ({ id }) => id);
}

/** Refuses what the server would refuse once the photos are sent. */
function checkDay(on: string | undefined): void {
  const { pattern, description } = journal.createPost.body.schema.properties.happened_on;
  if (on === undefined || new RegExp(pattern, "u").test(on)) return;
  throw new CliError("refused", `--on: ${description}`);
}

/** `circle journal edit` */
export function declareEdit(open: OpenContext) {
  return new Command("edit")
    .description("change a post or a comment of yours")
    .argument("<post>", POST_OR_COMMENT)
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
  const { client } = connection;
  const found = await resolvePostOrComment(context, connection, text);
  const words = wanted === undefined ? undefined : await readText(context, wanted);
  if ("post" in found) {
    const params = { post_id: found.post.id };
    const body = { text: words, happened_on: on === "" ? null : on };
    return context.show(await client.updatePost({ params, body }), (post) => viewPost(post, []));
  }
  if (words === undefined || on !== undefined) {
    throw new CliError("usage", "Of a comment only the text can be changed: --text.");
  }
  context.show(await client.updateComment({ params: found, body: { text: words } }), viewComment);
}

/** `circle journal delete` */
export function declareDelete(open: OpenContext) {
  return new Command("delete")
    .description("delete a post with its comments, or a comment: yours, or as admin or owner any")
    .argument("<post>", POST_OR_COMMENT)
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples(
        "circle journal delete 01a20d5a",
        "circle journal delete 01a20d5a-d2ab-7b43-9097-ef28f979d5f2",
      ),
    )
    .action((post, options, command) => deletePost(open(command), post, options.yes));
}

async function deletePost(
  context: CommandContext,
  text: string,
  yes: true | undefined,
): Promise<void> {
  const connection = await context.connect();
  const found = await resolvePostOrComment(context, connection, text);
  if ("comment_id" in found) {
    await confirm(context, "Delete this comment, for good?", yes);
    await connection.client.deleteComment({ params: found });
    return context.terminal.say("Comment deleted.");
  }
  const { id: post_id, author, comments } = found.post;
  const under = comments === 1 ? "comment" : `${comments} comments`;
  const question = `Delete the post of ${escapeControl(author.name)}` +
    `${comments === 0 ? "" : ` with its ${under}`}, for good?`;
  await confirm(context, question, yes);
  await connection.client.deletePost({ params: { post_id } });
  context.terminal.say("Post deleted.");
}
