import type { TestRun } from "./run_test_files.ts";

/** A database that tests run on. */
export interface TestTarget {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The databases of a run. */
export interface Targets {
  readonly sqlite: TestTarget;
  readonly postgres: TestTarget;
}

/** Folders and files that no database can change, or that are about SQLite alone: run once, on SQLite. */
const ONCE = [
  "tests/architecture_test.ts",
  "tests/bench/",
  "tests/cli/",
  "tests/operations_test.ts",
  "tests/packaging/",
  "tests/readme_test.ts",
  "tests/runner/",
  "tests/server/admin/backup_photos_test.ts",
  "tests/server/admin/copy_rows_test.ts",
  "tests/server/admin/list_settings_test.ts",
  "tests/server/admin/read_environment_test.ts",
  "tests/server/admin/reset_account_password_test.ts",
  "tests/server/admin/rotate_keys_test.ts",
  "tests/server/admin/verify_test.ts",
  "tests/server/auth/challenges_test.ts",
  "tests/server/auth/old_hashes_test.ts",
  "tests/server/auth/password_rules_test.ts",
  "tests/server/auth/typed_codes_test.ts",
  "tests/server/auth/verified_tokens_test.ts",
  "tests/server/config/",
  "tests/server/contract_test.ts",
  "tests/failover/",
  "tests/server/crash_test.ts",
  "tests/server/login_storm_test.ts",
  "tests/server/database/database_test.ts",
  "tests/server/database/drafts_test.ts",
  "tests/server/database/faulty_disk_test.ts",
  "tests/server/database/flush_wal_test.ts",
  "tests/server/database/ids_test.ts",
  "tests/server/database/long_write_test.ts",
  "tests/server/database/migrate_test.ts",
  "tests/server/database/open_test.ts",
  "tests/server/database/retry_test.ts",
  "tests/server/database/sqlite_reads_test.ts",
  "tests/server/database/sqlite_test.ts",
  "tests/server/database/stalled_disk_test.ts",
  "tests/server/families/rules_test.ts",
  "tests/server/http/cheap_checks_test.ts",
  "tests/server/http/client_address_test.ts",
  "tests/server/http/choose_waiting_test.ts",
  "tests/server/http/connection_burst_test.ts",
  "tests/server/http/connections_test.ts",
  "tests/server/http/contract_methods_test.ts",
  "tests/server/http/cors_test.ts",
  "tests/server/http/descriptors_test.ts",
  "tests/server/http/docs_page_test.ts",
  "tests/server/http/listen_test.ts",
  "tests/server/http/openapi_linters_test.ts",
  "tests/server/http/openapi_test.ts",
  "tests/server/http/read_body_test.ts",
  "tests/server/http/refusal_log_test.ts",
  "tests/server/http/responses_test.ts",
  "tests/server/http/slow_requests_test.ts",
  "tests/server/http/slow_uploads_test.ts",
  "tests/server/http/strict_json_test.ts",
  "tests/server/main_test.ts",
  "tests/server/people/attempt_counter_test.ts",
  "tests/server/people/occasions_test.ts",
  "tests/server/people/date_parts_test.ts",
  "tests/server/people/write_calendar_test.ts",
  "tests/server/people/write_people_csv_test.ts",
  "tests/server/people/write_vcards_test.ts",
  "tests/server/photos/photo_crash_test.ts",
  "tests/server/photos/photo_disk_test.ts",
  "tests/server/photos/recent_files_test.ts",
  "tests/server/photos/upload_storm_test.ts",
  "tests/server/power_cut_test.ts",
  "tests/server/server_test.ts",
  "tests/server/web/accessibility_test.ts",
  "tests/server/web/browser_test.ts",
  "tests/server/web/cookies_test.ts",
  "tests/server/web/html_test.ts",
  "tests/server/web/naughty_texts_test.ts",
  "tests/server/web/other_port_test.ts",
  "tests/server/web/page_headers_test.ts",
  "tests/server/web/passkey_pages_test.ts",
  "tests/server/web/read_multipart_test.ts",
  "tests/server/web/wait_for_approval_test.ts",
  "tests/shared/",
];

/** Files that are about PostgreSQL alone. */
const ON_POSTGRES = [
  "tests/server/database/broken_connections_test.ts",
  "tests/server/database/pgbouncer_test.ts",
  "tests/server/database/postgres_address_test.ts",
  "tests/server/database/postgres_network_test.ts",
  "tests/server/database/postgres_outage_test.ts",
  "tests/server/database/postgres_test.ts",
  "tests/server/photos/check_photo_folder_test.ts",
];

/** Files that mostly wait: for deadlines, terminals or another process, and seldom for a core. */
const WAITING = [
  "tests/server/http/slow_uploads_test.ts",
  "tests/operations_test.ts",
  "tests/server/admin/rotate_keys_test.ts",
  // Their own servers answer by Deno's `Response`, which @hono/node-server replaces in a process.
  "tests/cli/session/send_files_test.ts",
  "tests/cli/session/tls_test.ts",
  "tests/server/database/pgbouncer_test.ts",
  "tests/server/database/postgres_test.ts",
  "tests/cli/commands/login_with_device_test.ts",
  "tests/server/http/slow_requests_test.ts",
  "tests/server/http/held_back_test.ts",
  "tests/server/http/connections_test.ts",
  "tests/server/http/descriptors_test.ts",
  "tests/server/http/docs_page_test.ts",
  "tests/server/database/postgres_network_test.ts",
  "tests/packaging/package_test.ts",
  "tests/server/database/postgres_outage_test.ts",
  "tests/cli/commands/completions_test.ts",
  "tests/cli/session/session_tokens_test.ts",
  "tests/server/web/wait_for_approval_test.ts",
  "tests/server/main_test.ts",
  "tests/server/database/long_write_test.ts",
  "tests/cli/terminal/prompt_test.ts",
  "tests/cli/terminal/status_line_test.ts",
];

/** Files that assert how fast a server answers: each runs alone, after all others. */
const ALONE = [
  "tests/server/database/database_test.ts",
  "tests/server/login_storm_test.ts",
  "tests/server/photos/upload_storm_test.ts",
  "tests/failover/failover_test.ts",
];

/** Files that assert such times too, but mostly wait: run beside those, one after another. */
const BESIDE_ALONE = ["tests/server/database/stalled_disk_test.ts"];

/** Files that take minutes of waiting alone: `deno task test` leaves them out, by what runs each. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "tests/failover/failover_test.ts": "deno task test:failover",
};

/** Files that take longest: they start first, so that no core is idle at the end. */
const SLOW = [
  "tests/bench/bench_test.ts",
  "tests/server/web/passkey_pages_test.ts",
  "tests/server/http/bad_input_test.ts",
  "tests/server/power_cut_test.ts",
  "tests/server/web/browser_test.ts",
  "tests/server/web/accessibility_test.ts",
  "tests/server/families/last_owner_test.ts",
  "tests/runner/run_test.ts",
  "tests/server/auth/old_hashes_test.ts",
  "tests/server/permissions_test.ts",
  "tests/server/web/naughty_texts_test.ts",
];

/** Every file and folder that is named here. */
export const LISTED: readonly string[] = [
  ...ONCE,
  ...ON_POSTGRES,
  ...WAITING,
  ...ALONE,
  ...BESIDE_ALONE,
  ...SLOW,
  ...Object.keys(LEFT_OUT),
];

/** What is to be run, in order. */
export interface Plan {
  /** Run beside `waiting`, so that no core is idle. */
  readonly working: readonly TestRun[];
  readonly waiting: readonly TestRun[];
  /** Run when nothing else runs any more: both lists at once, one after another in each. */
  readonly alone: readonly (readonly TestRun[])[];
}

/** How files are planned. */
interface PlanOptions {
  /** Files of one process at most, of those that are neither slow nor waiting. */
  readonly groupSize: number;
}

/**
 * Plans each file on both databases, or on one where the other makes no difference. Coverage is
 * measured once for each file: on the other database it would cost time, and find hardly a line.
 */
export function planRuns(
  files: readonly string[],
  { sqlite, postgres }: Targets,
  { groupSize }: PlanOptions,
): Plan {
  const listed = [...WAITING, ...ALONE, ...BESIDE_ALONE, ...SLOW];
  const short = files.filter((file) => !listed.includes(file));
  return {
    working: [
      ...planEach(SLOW),
      ...[postgres, sqlite].flatMap((target) =>
        chunk(short.filter((file) => targetsOf(file).includes(target)), groupSize)
          .map((files) => planRun(files, target))
      ),
    ],
    waiting: planEach(WAITING),
    alone: [planEach(ALONE), planEach(BESIDE_ALONE)],
  };

  /** A process for each file of a list, in its order. */
  function planEach(list: readonly string[]): TestRun[] {
    return list.filter((file) => files.includes(file))
      .flatMap((file) => targetsOf(file).map((target) => planRun([file], target)));
  }

  function planRun(files: readonly string[], target: TestTarget): TestRun {
    const { name: database, env } = target;
    return { files, database, env, isCovered: files.some((file) => isLast(file, target)) };
  }

  function isLast(file: string, target: TestTarget): boolean {
    return targetsOf(file).at(-1) === target;
  }

  function targetsOf(file: string): TestTarget[] {
    if (ON_POSTGRES.includes(file)) return [postgres];
    return isRunOnce(file) ? [sqlite] : [postgres, sqlite];
  }
}

function chunk<T>(values: readonly T[], size: number): T[][] {
  const count = Math.ceil(values.length / size);
  return Array.from(
    { length: count },
    (_, index) => values.slice(index * size, (index + 1) * size),
  );
}

function isRunOnce(file: string): boolean {
  return ONCE.some((once) => once.endsWith("/") ? file.startsWith(once) : file === once);
}

/** The test files of a run: those of the files and folders that are named, else all or the usual. */
export async function chooseTestFiles(
  paths: readonly string[],
  { isGate }: { readonly isGate: boolean },
): Promise<string[]> {
  const files = await findTestFiles(paths.length > 0 ? paths : ["tests"]);
  if (isGate || paths.length > 0) return files;
  return files.filter((file) => !Object.hasOwn(LEFT_OUT, file));
}

/** All test files in some files and folders, by their paths from here. */
async function findTestFiles(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths.map((path) => path.replace(/^\.\/|\/$/g, ""))) {
    if ((await Deno.stat(path)).isFile) {
      found.push(path);
      continue;
    }
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (isDirectory) found.push(...await findTestFiles([`${path}/${name}`]));
      else if (name.endsWith("_test.ts")) found.push(`${path}/${name}`);
    }
  }
  return [...new Set(found)].sort();
}
