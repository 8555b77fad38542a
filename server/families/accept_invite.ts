import type { Reply } from "../../shared/contract/mod.ts";
import type { AuthDeps } from "../auth/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { getInvitePreview } from "./invites.ts";
import { getUsableInvite, joinByInvite } from "./join_family.ts";

/** Shows the family and the role of the invite of a code. */
export async function previewInvite(
  deps: AuthDeps,
  { body, client }: CheckedRequest<"previewInvite">,
): Promise<Reply<"previewInvite">> {
  return await getInvitePreview(deps.db, await getUsableInvite(deps, body.code, client));
}

/** Joins a family by an invite. */
export async function acceptInvite(
  deps: AuthDeps,
  { caller: { accountId }, body: { code }, client, log }: CheckedRequest<"acceptInvite">,
): Promise<Reply<"acceptInvite">> {
  await getUsableInvite(deps, code, client);
  const family = await deps.transaction((tx) => joinByInvite(deps, tx, { accountId, code }));
  log.info("joined", { account_id: accountId, family_id: family.id, role: family.role });
  return family;
}
