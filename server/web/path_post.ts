import type { Post } from "../../shared/contract/journal.ts";
import { Problem } from "../http/problem.ts";
import { getOwnFamily, getPathId } from "./own_family.ts";
import type { SignedInRequest } from "./page.ts";

/** The post in the path of a page, which is of the family there, and the path of its own page. */
export async function getPathPost(
  request: SignedInRequest,
): Promise<Post & { readonly path: string }> {
  const { id: family_id } = getOwnFamily(request);
  const post_id = getPathId(request, "post_id");
  const post = await request.call("getPost", { params: { post_id } });
  if (post.family_id !== family_id) throw new Problem("not_found");
  return { ...post, path: `/f/${family_id}/journal/${post_id}` };
}
