import type { Profile } from "../../shared/contract/accounts.ts";
import { isId } from "../database/ids.ts";
import { Problem } from "../http/problem.ts";
import type { SignedInRequest } from "./page.ts";

/** A family with the role that one has in it. */
export type OwnFamily = Profile["families"][number];

/** The family in the path of a page, for its members alone. */
export function getOwnFamily({ profile, params }: SignedInRequest): OwnFamily {
  const family = profile.families.find(({ id }) => id === params.family_id);
  if (!family) throw new Problem("not_found");
  return family;
}

/** The id of something else in the path of a page. */
export function getPathId({ params }: SignedInRequest, name: string): string {
  const id = params[name];
  if (id === undefined || !isId(id)) throw new Problem("not_found");
  return id;
}
