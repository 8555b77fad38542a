import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { StartError } from "../config/start_error.ts";
import type { Db } from "../database/database.ts";

/** A family as the host names it. */
interface NamedFamily {
  readonly id: string;
  readonly name: string;
}

/** The family of an id, or of a name that only one has; throws a `StartError` otherwise. */
export async function getNamedFamily(db: Db, named: string): Promise<NamedFamily> {
  const families = await db.selectFrom("families")
    .leftJoin("erased_families", "erased_families.family_id", "families.id")
    .select(["families.id", "families.name"]).where("erased_families.family_id", "is", null)
    .where(({ eb, or }) => or([eb("families.id", "=", named), eb("families.name", "=", named)]))
    .limit(2).execute();
  const [family, other] = families;
  if (family && !other) return family;
  throw new StartError(
    family
      ? `Several families have this name. Name one by its id, which ${ADMIN_PROGRAM} families ` +
        "list --json shows."
      : `There is no family with this name or id. All of them are shown by ${ADMIN_PROGRAM} ` +
        "families list.",
  );
}
