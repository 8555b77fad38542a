import { ReactionKind } from "../../shared/contract/journal.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { Argument, Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { readText } from "./read_text.ts";
import { POST, resolvePost } from "./resolve_post.ts";

/** `circle journal comment` */
export function declareComment(open: OpenContext) {
  return new Command("comment")
    .description("comment on a post")
    .argument("<post>", POST)
    .argument("<text>", "what you say; - reads it from standard input")
    .addHelpText("after", examples('circle journal comment 01a20d5a "How tall she is!"'))
    .action((post, text, _options, command) => writeComment(open(command), post, text));
}

async function writeComment(context: CommandContext, post: string, text: string): Promise<void> {
  const connection = await context.connect();
  const { id: post_id, author } = await resolvePost(context, connection, post);
  const comment = await connection.client.createComment({
    params: { post_id },
    body: { text: await readText(context, text) },
  });
  context.terminal.say(`Your comment is under the post of ${escapeControl(author.name)}.`);
  context.show(comment, ({ id }) => id);
}

/** `circle journal react` */
export function declareReact(open: OpenContext) {
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
  const { id: post_id, author } = await resolvePost(context, connection, text);
  const params = { post_id };
  if (kind === "none") await connection.client.removeReaction({ params });
  else await connection.client.setReaction({ params, body: { kind } });
  const post = `the post of ${escapeControl(author.name)}`;
  context.terminal.say(
    kind === "none" ? `You have no reaction to ${post} now.` : `Your reaction to ${post}: ${kind}.`,
  );
}
