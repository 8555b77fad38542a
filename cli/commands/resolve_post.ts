import type { Post } from "../../shared/contract/journal.ts";
import type { CommandContext, Connection } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";
import { resolveName } from "./resolve_name.ts";

/** How a post is named on the command line. */
export const POST = "the post: its id, or how it begins";

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

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
    label: `${post.id} ${post.author.name}: ${post.text.slice(0, 30)}`,
  }));
  return resolveName(named, { text, kind: "post" });
}
