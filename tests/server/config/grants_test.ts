import assert from "node:assert/strict";
import project from "../../../deno.json" with { type: "json" };
import { listGrants } from "../../../server/config/grants.ts";
import { ROOT } from "../../support/source_files.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

Deno.test("grants: the server's permissions open no way out of its folder", async () => {
  await using folder = await makeTempFolder();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", "-P=server"],
      ...listGrants((name) => name === "CIRCLE_DATA_DIR" ? folder.path : undefined),
      "tests/server/config/escape_attempts.ts",
      folder.path,
    ],
    cwd: ROOT,
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), []);
});

Deno.test("grants: the serve task runs the server with what is granted, and nothing else", () => {
  assert.match(
    project.tasks.serve.command,
    /^deno run -q -P=grants server\/config\/grants\.ts \| (MALLOC_\w+=\d+ )+xargs -d "\\n" deno run (-q |--v8-flags=\S+ )+--permission-set=server$/,
  );
});

const LOOPBACK = "--allow-net=localhost,127.0.0.1,[::1]";

const NETS: readonly (readonly [settings: Readonly<Record<string, string>>, net: string])[] = [
  [{}, LOOPBACK],
  [{ CIRCLE_HOST: "localhost" }, LOOPBACK],
  [{ CIRCLE_HOST: "0.0.0.0" }, `${LOOPBACK},0.0.0.0`],
  [{ CIRCLE_HOST: "::" }, `${LOOPBACK},[::]`],
  [{ CIRCLE_DATABASE_URL: "postgres://u:p@[2001:db8::5]/c" }, `${LOOPBACK},[2001:db8::5]`],
  [{ CIRCLE_DATABASE_URL: "postgres://u:p@db.example.org/c" }, "--allow-net"],
  [{ CIRCLE_DATABASE_URL: "postgres:///c?host=db.example.org" }, "--allow-net"],
  [
    { CIRCLE_DATABASE_URL: "postgres:///c?host=/run/postgresql" },
    `${LOOPBACK},unix:/run/postgresql/.s.PGSQL.5432`,
  ],
];

Deno.test("grants: network access to loopback and the addresses that settings name", () => {
  for (const [settings, net] of NETS) {
    assert.equal(listGrants((name) => settings[name]).at(-1), net);
  }
});

Deno.test("grants: a Unix socket and certificates of the database, and no more of their folders", () => {
  const url = "postgres://c@%2Frun%2Fpg:5433/c?sslmode=verify-full&sslrootcert=/etc/root.pem";
  const [read, write] = listGrants((name) => ({ CIRCLE_DATABASE_URL: url })[name]);
  assert.equal(read, "--allow-read=./data,/run/pg/.s.PGSQL.5433,/etc/root.pem,/usr/bin/ldd");
  assert.equal(write, "--allow-write=./data,/run/pg/.s.PGSQL.5433");
});
