import type { Role } from "../../shared/contract/fields.ts";
import type { Db } from "../database/database.ts";

/** A member of a family as the host sees it. */
export interface HostedMember {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly joined_at: string;
  /** Null while people can log in to the account. */
  readonly disabled_at: string | null;
}

/** A family as the host sees it: how much there is, and nothing of what it says. */
export interface HostedFamily {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly people: number;
  readonly posts: number;
  readonly photos: number;
  readonly members: readonly HostedMember[];
}

/** All families by name, or one of them by its id. */
export async function listHostedFamilies(db: Db, only?: string): Promise<HostedFamily[]> {
  let families = db.selectFrom("families")
    .leftJoin("erased_families", "erased_families.family_id", "families.id")
    .select(["families.id", "families.name", "families.created_at"])
    .where("erased_families.family_id", "is", null)
    .orderBy("families.name").orderBy("families.id");
  if (only !== undefined) families = families.where("families.id", "=", only);
  const members = await listMembersByFamily(db, only);
  const people = await countByFamily(db, "people", only);
  const posts = await countByFamily(db, "posts", only);
  const photos = await countByFamily(db, "photos", only);
  return (await families.execute()).map((family) => ({
    ...family,
    people: people.get(family.id) ?? 0,
    posts: posts.get(family.id) ?? 0,
    photos: photos.get(family.id) ?? 0,
    members: members.get(family.id) ?? [],
  }));
}

/** A family that exists. */
export async function getHostedFamily(db: Db, id: string): Promise<HostedFamily> {
  const [family] = await listHostedFamilies(db, id);
  return family!;
}

async function countByFamily(
  db: Db,
  table: "people" | "posts" | "photos",
  only: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  let query = db.selectFrom(table)
    .select(({ fn }) => ["family_id", fn.countAll<number>().as("count")]);
  if (only !== undefined) query = query.where("family_id", "=", only);
  const rows = await query.groupBy("family_id").execute();
  return new Map(rows.map(({ family_id, count }) => [family_id, Number(count)]));
}

async function listMembersByFamily(
  db: Db,
  only: string | undefined,
): Promise<ReadonlyMap<string, readonly HostedMember[]>> {
  let query = db.selectFrom("members").innerJoin("accounts", "accounts.id", "members.account_id")
    .select([
      "members.family_id",
      "accounts.id",
      "accounts.email",
      "accounts.name",
      "members.role",
      "members.joined_at",
      "accounts.disabled_at",
    ])
    .orderBy("members.name_key").orderBy("accounts.id");
  if (only !== undefined) query = query.where("members.family_id", "=", only);
  const rows = Map.groupBy(await query.execute(), ({ family_id }) => family_id);
  return new Map(
    [...rows].map(([id, members]) => [id, members.map(({ family_id: _, ...member }) => member)]),
  );
}
