/** A program that a kill ends in the middle of its second migration; run by `migrate_test.ts`. */
import { Kysely } from "kysely";
import { migrate, type Migrations } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { createSqliteDialect } from "../../../server/database/sqlite.ts";
import type { Tables } from "../../../server/database/tables.ts";

const killed: Migrations = {
  ...MIGRATIONS,
  "9999_killed": {
    up: async (db) => {
      await db.schema.createTable("pets").addColumn("name", "text").execute();
      await db.schema.alterTable("families").addColumn("motto", "text").execute();
      Deno.kill(Deno.pid, "SIGKILL");
    },
  },
};

await migrate(new Kysely<Tables>({ dialect: createSqliteDialect(Deno.args[0]!) }), killed);
