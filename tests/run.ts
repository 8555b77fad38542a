import { startPostgres } from "./support/postgres.ts";

/** What no database can change, and what is about SQLite alone: it is tested once, on SQLite. */
const APART = [
  "tests/architecture_test.ts",
  "tests/operations_test.ts",
  "tests/readme_test.ts",
  "tests/cli",
  "tests/shared",
  ...[
    "auth/password_rules",
    "admin/reset_account_password",
    "http/client_address",
    "config/config",
    "http/contract_methods",
    "http/cors",
    "crash",
    "crowd",
    "config/data_folder",
    "database/database",
    "database/migrate",
    "database/open",
    "database/sqlite",
    "http/docs_page",
    "http/listen",
    "main",
    "families/rules",
    "http/openapi",
    "http/read_json",
    "http/responses",
    "config/signing_keys",
    "config/stored_signing_keys",
    "http/slow_requests",
    "auth/typed_codes",
  ].map((name) => `tests/server/${name}_test.ts`),
];

/**
 * Runs the tests on SQLite, and then on PostgreSQL: the server that `CIRCLE_TEST_POSTGRES_URL`
 * names, else one that is started here, else PGlite. Arguments are passed on to `deno test`.
 */
async function main(args: readonly string[]): Promise<boolean> {
  const onSqlite = await runTests("SQLite", { CIRCLE_TEST_DIALECT: "sqlite" }, args);
  return await runOnPostgres(["--permit-no-files", `--ignore=${APART}`, ...args]) && onSqlite;
}

async function runOnPostgres(args: readonly string[]): Promise<boolean> {
  const named = Deno.env.get("CIRCLE_TEST_POSTGRES_URL");
  if (named) {
    return await runTests(
      "the PostgreSQL server of CIRCLE_TEST_POSTGRES_URL",
      postgres(named),
      args,
    );
  }
  await using server = await startPostgres();
  if (server) {
    return await runTests(`${server.version}, started for the tests`, postgres(server.url), args);
  }
  return await runTests("PGlite, since no PostgreSQL server is installed", {
    CIRCLE_TEST_DIALECT: "pglite",
  }, args);
}

function postgres(url: string): Record<string, string> {
  return { CIRCLE_TEST_DIALECT: "postgres", CIRCLE_TEST_POSTGRES_URL: url };
}

async function runTests(
  where: string,
  env: Record<string, string>,
  args: readonly string[],
): Promise<boolean> {
  console.log(`Tests on ${where}`);
  const paths = args.some((arg) => !arg.startsWith("-")) ? [] : ["tests"];
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-q", "-P=tests", "--parallel", ...args, ...paths],
    env,
  }).spawn().status;
  return success;
}

Deno.exit(await main(Deno.args) ? 0 : 1);
