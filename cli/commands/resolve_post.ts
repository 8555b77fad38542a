import { readReply } from "../../shared/client.ts";
import { ProblemError } from "../../shared/client_errors.ts";
import type { Post } from "../../shared/contract/journal.ts";
import { CONTRACT } from "../../shared/contract/mod.ts";
import type { CommandContext, Connection } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";
import { resolveName } from "./resolve_name.ts";

/** How a post is named on the command line. */
export const POST = "the post: its id, or how it begins";

/** How an id is written. */
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Characters of a post's id, or a photo's, that name no other one: its time to the millisecond. A
 * list of some of them needs as many, since commands look among all of the family.
 */
export const POST_ID_LENGTH = 13;

/** Finds the post that a text names: by its id, or in the family's journal by how its id begins. */
export async function resolvePost(
  context: CommandContext,
  connection: Connection,
  text: string,
): Promise<Post> {
  const { client } = connection;
  if (UUID.test(text)) return await client.getPost({ params: { post_id: text.toLowerCase() } });
  const { id: family_id } = await resolveFamily(context, connection);
  const posts = await client.listPosts({ params: { family_id } });
  const named = posts.map((post) => ({
    item: post,
    names: [post.id],
    label: `${post.id} ${post.author.name}: ${summarizePost(post.text)}`,
  }));
  return resolveName(named, { text, kind: "post" });
}

/** What `circle journal edit` and `delete` take. */
export const POST_OR_COMMENT = `${POST}; or the whole id of a comment (circle journal show POST)`;

/** Finds the post that a text names, or takes the id of none for that of a comment. */
export async function resolvePostOrComment(
  context: CommandContext,
  connection: Connection,
  text: string,
): Promise<{ readonly post: Post } | { readonly comment_id: string }> {
  try {
    return { post: await resolvePost(context, connection, text) };
  } catch (error) {
    const isUnknown = error instanceof ProblemError && error.problem.code === "not_found";
    if (!isUnknown || !UUID.test(text)) throw error;
    return { comment_id: text.toLowerCase() };
  }
}

/** The newest posts of the family: as many as one page has, however long the journal is. */
export async function listNewestPosts(context: CommandContext): Promise<Post[]> {
  const connection = await context.connect();
  const { id } = await resolveFamily(context, connection);
  const path = `/families/${id}/posts`;
  return await readReply(
    await connection.send({ method: "GET", path, needsToken: true }),
    CONTRACT.listPosts,
  );
}

/** Characters of a post in a list. */
const SUMMARY_LENGTH = 40;

/** The first words of what a post says. */
export function summarizePost(text: string): string {
  const [line = ""] = text.split("\n");
  const letters = [...line];
  const isWhole = line === text && letters.length <= SUMMARY_LENGTH;
  return isWhole ? line : `${letters.slice(0, SUMMARY_LENGTH - 1).join("")}…`;
}

/** How many photos a post has, in words: `2 photos`. */
export function countPhotos({ photos }: Pick<Post, "photos">): string {
  return photos.length === 1 ? "1 photo" : `${photos.length} photos`;
}
