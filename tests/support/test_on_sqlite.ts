import { testDialect } from "./test_database.ts";

/** A test about files that only the embedded database has; on another database there is nothing to test. */
export function testOnSqlite(name: string, fn: (context: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: testDialect() !== "sqlite", fn });
}
