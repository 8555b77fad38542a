import type { CommandContext, Connection } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";
import { resolveName } from "./resolve_name.ts";
import { summarizePost, UUID } from "./resolve_post.ts";

/** Finds the id of the photo that a text names: by how it begins, among those of the journal. */
export async function resolvePhoto(
  context: CommandContext,
  connection: Connection,
  text: string,
): Promise<string> {
  if (UUID.test(text)) return text.toLowerCase();
  const { id: family_id } = await resolveFamily(context, connection);
  const posts = await connection.client.listPosts({ params: { family_id } });
  const named = posts.flatMap((post) =>
    post.photos.map(({ id, caption }) => ({
      item: id,
      names: [id],
      label: `${id} ${post.author.name}: ${caption ?? summarizePost(post.text)}`,
    }))
  );
  return resolveName(named, { text, kind: "photo" });
}
