import type { Reply } from "../../shared/contract/mod.ts";
import type { CheckedRequest } from "../http/handler.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { getUsableInvite, joinByInvite } from "./invites.ts";

/** What an invite promises to whoever has its code. */
export async function previewInvite(
  deps: AuthDeps,
  { body, client }: CheckedRequest<"previewInvite">,
): Promise<Reply<"previewInvite">> {
  const { db } = deps;
  const { family_id, role, created_by, expires_at } = await getUsableInvite(
    deps,
    body.code,
    client,
  );
  const family = await db.selectFrom("families").select("name").where("id", "=", family_id)
    .executeTakeFirstOrThrow();
  const maker = created_by === null
    ? undefined
    : await db.selectFrom("accounts").select("name").where("id", "=", created_by)
      .executeTakeFirst();
  return { family: family.name, role, invited_by: maker?.name ?? null, expires_at };
}

/** Joins a family by an invite. */
export async function acceptInvite(
  deps: AuthDeps,
  { caller, body, client, log }: CheckedRequest<"acceptInvite">,
): Promise<Reply<"acceptInvite">> {
  await getUsableInvite(deps, body.code, client);
  const family = await deps.transaction((tx) =>
    joinByInvite(deps, tx, caller.accountId, body.code)
  );
  log.info("joined", { account_id: caller.accountId, family_id: family.id, role: family.role });
  return family;
}
