import type { Compilable, CompiledQuery } from "kysely";
import { createHash } from "node:crypto";
import type { Db } from "./database.ts";

/** Placeholder for a value while a query is built. */
class Slot {
  constructor(readonly position: number) {}
}

/**
 * A query that is built and compiled once, and then only given its values: for queries of nearly
 * every request, where building costs more than running. Its conditions must not depend on the
 * values.
 */
export function preparedQuery<V extends readonly (string | number)[], R>(
  build: (db: Db, ...values: V) => Compilable<R>,
): (db: Db, ...values: V) => Promise<R[]> {
  const compiled = new WeakMap<Db, CompiledQuery<R>>();
  return async (db, ...values) => {
    let query = compiled.get(db);
    if (!query) {
      const slots = values.map((_, position) => new Slot(position));
      query = build(db, ...slots as unknown as V).compile(); // Kysely keeps values as they are
      compiled.set(db, query);
      nameStatement(query.sql);
    }
    const parameters = query.parameters
      .map((value) => value instanceof Slot ? values[value.position] : value);
    return (await db.executeQuery<R>({ ...query, parameters })).rows;
  };
}

/** Names by the text of their queries. */
const names = new Map<string, string>();

/** The same text has the same name in every process, and another text never has it. */
function nameStatement(text: string): void {
  if (names.has(text)) return;
  names.set(text, `circle_${createHash("sha256").update(text).digest("hex").slice(0, 32)}`);
}

/** The name under which a database may keep the plan of a prepared query, by its text. */
export function findStatementName(text: string): string | undefined {
  return names.get(text);
}
