// @ts-types="@types/pg"
import { Client } from "pg";
import { openPostgresDatabase } from "../../../server/database/open_postgres.ts";
import { fill, type LoadCaller, type Population } from "./fill.ts";

/** Shapes a PostgreSQL database as the server would, and fills it with a population. */
export async function fillPostgres(url: string, population: Population): Promise<LoadCaller[]> {
  await (await openPostgresDatabase(url)).close();
  const client = new Client({ connectionString: url });
  client.on("error", () => {}); // the query that waits reports it
  await client.connect();
  try {
    const callers = await fill(async (rows) => {
      for (const [table, inserted] of Object.entries(rows)) {
        const columns = Object.keys(inserted[0] ?? {}).join();
        if (columns === "") continue;
        await client.query(
          `insert into ${table} (${columns})
           select ${columns} from json_populate_recordset(null::${table}, $1)`,
          [JSON.stringify(inserted)],
        );
      }
    }, population);
    await client.query("vacuum analyze"); // as PostgreSQL does later by itself
    return callers;
  } finally {
    await client.end();
  }
}
