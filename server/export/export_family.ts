import { makeZip } from "client-zip";
import { getOwnRole } from "../auth/memberships.ts";
import { getFamilyName } from "../families/families.ts";
import { logExport } from "../families/log_export.ts";
import type { CheckedRequest, DownloadResult } from "../http/handler.ts";
import { dayIn } from "../people/days.ts";
import type { ExportDeps } from "./running_exports.ts";

/** Everything that a family has written, as a ZIP that is put together while it is sent. */
export async function exportFamily(
  deps: ExportDeps,
  { caller, params: { family_id: familyId }, log }: CheckedRequest<"exportFamily">,
): Promise<DownloadResult> {
  const { accountId: actorId } = caller;
  await getOwnRole(deps.db, familyId, caller);
  await assertReadable(deps, familyId);
  deps.runningExports.begin(familyId);
  await logExport(deps, { familyId, event: "family_exported", actorId, note: "zip" }, log);
  const { listFiles } = await import("./list_files.ts"); // loads the pages' words and parts
  const now = deps.now();
  const family = { id: familyId, name: await getFamilyName(deps.db, familyId) };
  const zip = makeZip(listFiles(deps, { family, accountId: actorId, now }));
  return {
    fileName: `circle-${dayIn(deps.config.timeZone, now)}.zip`,
    body: ReadableStream.from(deps.runningExports.follow(familyId, zip)),
  };
}

/** Refuses while that can still be said: an export that has begun could only break off. */
async function assertReadable(
  { db, photoFolder }: Pick<ExportDeps, "db" | "photoFolder">,
  familyId: string,
): Promise<void> {
  if (!photoFolder) return; // all photos are missing, and listed as such
  const photos = await db.selectFrom("photos").select("sha256").distinct()
    .where("family_id", "=", familyId).where("post_id", "is not", null).execute();
  for (const { sha256 } of photos) await photoFolder.assertReadable(sha256);
}
