import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** The people of each family, with or without an account, and addresses that calendars read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "people")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn(
      "account_id",
      "text",
      (column) => column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("name_key", "text", (column) => column.notNull())
    .addColumn("family_name", "text")
    .addColumn("birth_year", "smallint")
    .addColumn("birth_month", "smallint")
    .addColumn("birth_day", "smallint")
    .addColumn("deceased", "smallint", (column) => column.notNull())
    .addColumn("death_year", "smallint")
    .addColumn("death_month", "smallint")
    .addColumn("death_day", "smallint")
    .addColumn("phone", "text")
    .addColumn("email", "text")
    .addColumn("address", "text")
    .addColumn("note", "text")
    .addColumn(
      "created_by",
      "text",
      (column) => column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .addUniqueConstraint("people_by_member", ["family_id", "account_id"])
    .execute();
  await db.schema.createIndex("people_by_name").on("people")
    .columns(["family_id", "name_key", "id"]).execute();
  await db.schema.createIndex("people_by_account").on("people").column("account_id").execute();
  await db.schema.createIndex("people_by_maker").on("people").column("created_by").execute();
  await createTable(db, "feeds")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn(
      "account_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("last_used_at", "text")
    .execute();
  await db.schema.createIndex("feeds_by_family").on("feeds").columns(["family_id", "id"]).execute();
  await db.schema.createIndex("feeds_by_account").on("feeds").columns(["account_id", "family_id"])
    .execute();
  await db.schema.alterTable("invites").addColumn(
    "person_id",
    "text",
    (column) => column.references("people.id").onDelete("set null"),
  ).execute();
  await db.schema.createIndex("invites_by_person").on("invites").column("person_id").execute();
  await db.schema.alterTable("family_log").addColumn("person_id", "text").execute();
  await addPeopleOfMembers(db as Kysely<MemberTables>);
}

/** The columns of the tables of this moment that are read and written here. */
interface MemberTables {
  readonly accounts: { id: string; name: string };
  readonly members: { family_id: string; account_id: string; name_key: string; joined_at: string };
  readonly people: {
    id: string;
    family_id: string;
    account_id: string;
    name: string;
    name_key: string;
    deceased: number;
    created_at: string;
    updated_at: string;
  };
}

/** Rows that are read and written at once. */
const BATCH = 1000;

/** Gives every member that there is an entry of their own. */
async function addPeopleOfMembers(db: Kysely<MemberTables>): Promise<void> {
  let last: { family_id: string; account_id: string } | undefined;
  while (true) {
    let query = db.selectFrom("members")
      .innerJoin("accounts", "accounts.id", "members.account_id")
      .select(["family_id", "account_id", "name", "name_key", "joined_at"])
      .orderBy("family_id").orderBy("account_id").limit(BATCH);
    if (last) {
      const { family_id, account_id } = last;
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("family_id", "account_id"), ">", tuple(family_id, account_id))
      );
    }
    const members = await query.execute();
    if (members.length === 0) return;
    await db.insertInto("people").values(members.map(({ joined_at, ...member }) => ({
      id: newId(joined_at),
      ...member,
      deceased: 0,
      created_at: joined_at,
      updated_at: joined_at,
    }))).execute();
    last = members.at(-1);
  }
}

/** A UUIDv7 (RFC 9562 §5.7) of a moment. */
function newId(timestamp: string): string {
  const time = new Date(timestamp).getTime().toString(16).padStart(12, "0");
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  bytes[0] = bytes[0]! & 0x0f | 0x70; // version
  bytes[2] = bytes[2]! & 0x3f | 0x80; // variant
  const chance = bytes.toHex();
  const parts = [time.slice(0, 8), time.slice(8), chance.slice(0, 4), chance.slice(4, 8)];
  return [...parts, chance.slice(8)].join("-");
}
