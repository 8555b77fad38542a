import { testDialect } from "./test_database.ts";

/**
 * Registers a test that no other database can change: about files of the embedded one, or about
 * what is refused before any database is asked. On another database there is no such test.
 */
export function testOnSqlite(name: string, fn: (context: Deno.TestContext) => Promise<void>): void {
  if (testDialect() === "sqlite") Deno.test(name, fn);
}
