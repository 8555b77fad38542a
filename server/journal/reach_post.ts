import type { Role } from "../../shared/contract/fields.ts";
import { getOwnRole } from "../auth/memberships.ts";
import type { Db } from "../database/database.ts";
import { boundFamilyOf, type Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { getPostRow, type PostRow } from "./posts.ts";

/** A post that a caller may see, and the caller's role in its family. */
interface ReachedPost {
  readonly post: PostRow;
  readonly role: Role;
}

/** The post of an id, for members of its family alone: for others it does not exist. */
export async function reachPost(db: Db, caller: Caller, postId: string): Promise<ReachedPost> {
  const post = await getPostRow(db, postId);
  const boundTo = boundFamilyOf(caller);
  if (boundTo !== undefined && boundTo !== post.family_id) throw new Problem("not_found");
  return { post, role: await getOwnRole(db, post.family_id, caller) };
}
