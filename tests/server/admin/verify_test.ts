import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { makePassphrasesCheap } from "../../support/cheap_passphrases.ts";
import { type HostedCircle, startHostedCircle } from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { readFolder } from "../../support/read_folder.ts";
import { assertAdminFails, backUp, runAdmin } from "../../support/run_admin.ts";
import { ROOT } from "../../support/source_files.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { hasTmux, startTmux } from "../../support/tmux.ts";

makePassphrasesCheap();

testOnSqlite("verify: says what a backup has, and changes nothing in it", async () => {
  await using circle = await startHostedCircle();
  const backup = await backUp(circle.settings, circle.folder);
  const before = await readFolder(backup);
  const { code, stdout } = await runAdmin({}, ["verify", backup]);
  assert.equal(code, 0);
  const lines = stdout.split("\n");
  assert.equal(lines[0], `The backup ${backup} is whole: it can be restored.`);
  assert.match(
    lines[1]!,
    /^ {2}made \d{4}-\d\d-\d\d \d\d:\d\d UTC \(\d+ (second|minute)s? ago\), by version \d/,
  );
  assert.equal(lines[2], "  2 accounts, 1 family, 22 people, 1 post, 1 photo");
  assert.match(lines[3]!, /^ {2}4 files, \d+\.\d kB, each as it was made$/);
  const told = JSON.parse((await runAdmin({}, ["verify", backup, "--json"])).stdout);
  assert.equal(told.rows.people, 22);
  assert.equal(told.files, 4);
  assert.deepEqual(await readFolder(backup), before);
});

testOnSqlite("verify: finds every fault of a backup, and restore refuses it", async (t) => {
  await using circle = await startHostedCircle();
  const whole = await backUp(circle.settings, circle.folder);
  for (const { name, spoil, sentence } of FAULTS) {
    await t.step(name, async () => {
      const backup = `${circle.folder}/spoilt-${crypto.randomUUID()}`;
      await copyFolder(whole, backup);
      await spoil(backup);
      await assertAdminFails({}, ["verify", backup], sentence);
      await assertAdminFails({}, ["restore", backup, `${circle.folder}/new`], sentence);
      await assert.rejects(Deno.stat(`${circle.folder}/new`), Deno.errors.NotFound);
    });
  }
});

/** Ways in which a backup is no good, with what is said of it. */
const FAULTS = [
  {
    name: "a byte of the database has changed",
    spoil: (backup: string) => flipByte(`${backup}/circle.db`),
    sentence: /^The backup \S+ is damaged: its file circle\.db has changed\. Take another one\.\n$/,
  },
  {
    name: "the database is missing",
    spoil: (backup: string) => Deno.remove(`${backup}/circle.db`),
    sentence: /is damaged: its file circle\.db is missing\./,
  },
  {
    name: "the list of hashes is missing",
    spoil: (backup: string) => Deno.remove(`${backup}/SHA256SUMS`),
    sentence: /is damaged: its SHA256SUMS is missing\./,
  },
  {
    name: "the list of hashes leads out of the backup",
    spoil: (backup: string) =>
      Deno.writeTextFile(`${backup}/SHA256SUMS`, `${"0".repeat(64)}  ../../etc/passwd\n`),
    sentence: /is damaged: its SHA256SUMS cannot be read\./,
  },
  {
    name: "the list of hashes leaves the database out",
    spoil: async (backup: string) => {
      const sums = await Deno.readTextFile(`${backup}/SHA256SUMS`);
      await Deno.writeTextFile(`${backup}/SHA256SUMS`, sums.replace(/.*circle\.db\n/, ""));
    },
    sentence: /is damaged: its SHA256SUMS lacks circle\.db\./,
  },
  {
    name: "its description is no JSON",
    spoil: (backup: string) => Deno.writeTextFile(`${backup}/backup.json`, "{"),
    sentence: /is damaged: its backup\.json cannot be read\./,
  },
  {
    name: "it is no backup",
    spoil: (backup: string) => Deno.remove(`${backup}/backup.json`),
    sentence: /is not a backup: it has no backup\.json\./,
  },
  {
    name: "a row is gone, and the hashes are of that",
    spoil: (backup: string) => change(backup, "DELETE FROM script_tokens"),
    sentence: /is damaged: it has 0 rows of script_tokens instead of 1\./,
  },
  {
    name: "a row leads nowhere, and the hashes are of that",
    spoil: (backup: string) => change(backup, "PRAGMA foreign_keys = OFF; DELETE FROM families"),
    sentence: /is damaged: its database has rows of \w+ that lead nowhere\./,
  },
  {
    name: "it is of a newer database",
    spoil: (backup: string) => change(backup, "INSERT INTO kysely_migration VALUES ('9999_x', '')"),
    sentence: /was shaped by a newer CircleShare \(migration 9999_x\)\. Update this program/,
  },
  {
    name: "it is of a newer format",
    spoil: async (backup: string) => {
      const info = JSON.parse(await Deno.readTextFile(`${backup}/backup.json`));
      await Deno.writeTextFile(`${backup}/backup.json`, JSON.stringify({ ...info, format: 2 }));
    },
    sentence: /was made by a newer CircleShare \(format 2\)\. Update this program\./,
  },
  {
    name: "its database is something else, and the hashes are of that",
    spoil: async (backup: string) => {
      await Deno.writeTextFile(`${backup}/circle.db`, "This is a letter. ".repeat(1000));
      await writeSums(backup);
    },
    sentence: /is damaged: its database cannot be read\./,
  },
];

testOnSqlite("verify: without a backup, as where ls finds none, says so", async () => {
  await assertAdminFails(
    {},
    ["verify", ""],
    /^No backup was named: look whether there is one in that folder\.\n$/,
  );
});

testOnSqlite("verify: knows a backup that was interrupted", async () => {
  await using circle = await startHostedCircle();
  const backup = await backUp(circle.settings, circle.folder);
  await Deno.rename(backup, `${backup}.unfinished`);
  await assertAdminFails(
    {},
    ["verify", `${backup}.unfinished`],
    /was not finished\. Take another one\.\n$/,
  );
  await assertAdminFails(
    {},
    ["verify", `${backup}-no`],
    /is not a backup: it has no backup\.json\./,
  );
});

testOnSqlite(
  "an encrypted backup: shows nothing of the circle, and opens by its passphrase alone",
  async () => {
    await using circle = await startHostedCircle();
    const { phrase, wrong } = await writePhrases(circle);
    const backup = await backUp(circle.settings, circle.folder, ["--passphrase-file", phrase]);
    const files = await readFolder(backup);
    assert.deepEqual(Object.keys(files).sort(), [
      "SHA256SUMS",
      "backup.json",
      "circle.db.age",
      "key.age",
      "photos",
    ]);
    for (const name of ["circle.db.age", "key.age"]) {
      const text = new TextDecoder().decode(Uint8Array.fromBase64(files[name]!));
      assert.match(text, /^age-encryption\.org\/v1\n/);
      assert.doesNotMatch(text, /SQLite|Berg|Cousin|AGE-SECRET/);
    }
    const { code, stdout } = await runAdmin({}, ["verify", backup, "--passphrase-file", phrase]);
    assert.equal(code, 0);
    assert.match(stdout, /2 accounts, 1 family, 22 people, 1 post, 1 photo/);
    for (const command of [["verify", backup], ["restore", backup, `${circle.folder}/new`]]) {
      await assertAdminFails(
        {},
        [...command, "--passphrase-file", wrong],
        /^That is not the passphrase of \S+\.\n$/,
      );
      await assertAdminFails(
        {},
        command,
        /^This needs a passphrase\. Name its file with --passphrase-file\.\n$/,
      );
      await assertAdminFails(
        {},
        [...command, "--passphrase-file", `${phrase}-no`],
        /^The file of the passphrase, \S+, cannot be read \(NotFound\)\.\n$/,
      );
    }
    await assert.rejects(Deno.stat(`${circle.folder}/new`), Deno.errors.NotFound);
    const restored = `${circle.folder}/new`;
    assert.equal(
      (await runAdmin({}, ["restore", backup, restored, "--passphrase-file", phrase])).code,
      0,
    );
    await flipByte(`${backup}/circle.db.age`);
    await writeSums(backup);
    await assertAdminFails({}, [
      "verify",
      backup,
      "--passphrase-file",
      phrase,
    ], /is damaged: its file circle\.db\.age cannot be decrypted\./);
    await flipByte(`${backup}/key.age`);
    await writeSums(backup);
    await assertAdminFails(
      {},
      ["verify", backup, "--passphrase-file", phrase],
      /damaged|not the passphrase/,
    );
  },
);

testOnSqlite("an encrypted backup: refuses a short passphrase, and makes nothing", async () => {
  await using circle = await startHostedCircle();
  const path = `${circle.folder}/short`;
  for (
    const [text, sentence] of [
      ["sailing boats\n", /^The passphrase of a backup needs 15 characters or more\.\n$/],
      ["\nsailing boats in the garden", /^The file of the passphrase, \S+, is empty\.\n$/],
    ] as const
  ) {
    await Deno.writeTextFile(path, text);
    await assertAdminFails(circle.settings, [
      "backup",
      `${circle.folder}/backups`,
      "--passphrase-file",
      path,
    ], sentence);
  }
  await assert.rejects(Deno.stat(`${circle.folder}/backups`), Deno.errors.NotFound);
});

Deno.test({
  name: "an encrypted backup: asks for its passphrase at a terminal, which does not show it",
  ignore: !hasTmux || testDialect() !== "sqlite",
  fn: async () => {
    await using circle = await startHostedCircle();
    const passphrase = "sailing boats in the garden";
    await using tmux = await startTmux({
      ...circle.settings,
      PATH: Deno.env.get("PATH")!,
      ADMIN: `${Deno.execPath()} run -q -P=admin server/admin/main.ts`,
    });
    let runs = 0;
    const run = (line: string) => tmux.enter(`echo run-${++runs}; $ADMIN ${line}`);
    const waitFor = (line: string) =>
      tmux.waitFor(new RegExp(`run-${runs}$[^]*^(?:\\$ )?\\s*${line}`, "m"));
    const answer = async (question: string, text: string) => {
      await waitFor(question);
      await tmux.enter(text);
    };
    const backups = `${circle.folder}/backups`;
    await tmux.enter(`cd ${ROOT}`);
    await run(`backup ${backups} --encrypt`);
    await answer("Passphrase:", `${passphrase}x\x7f`);
    await answer("The same again:", passphrase);
    await waitFor("2 accounts, 1 family, 22 people, 1 post, 1 photo; encrypted");
    const [made] = await Array.fromAsync(Deno.readDir(backups), ({ name }) => name);
    const key = await Deno.readTextFile(`${backups}/${made}/key.age`);
    assert.match(key, /^-> scrypt \S+ 18$/m, "to try passphrases is slow");
    await run(`verify ${backups}/*`);
    await answer("Passphrase:", passphrase);
    await waitFor("5 files, .*, each as it was made");
    await run(`backup ${backups} --encrypt`);
    await waitFor("The passphrase has 15 characters or more\\. Without it the backup is lost\\.");
    await answer("Passphrase:", "boats");
    await answer("It needs 15 characters or more\\.\nPassphrase:", passphrase);
    await answer("The same again:", `${passphrase}s`);
    await answer("These were two passphrases\\.\nPassphrase:", passphrase);
    await tmux.waitFor(/(The same again:[^]*){2}$/);
    await tmux.press("C-c");
    await waitFor("Interrupted\\.");
    await run(`verify ${backups}/*`);
    await waitFor("Passphrase:");
    await tmux.press("C-c");
    await waitFor("Interrupted\\.");
    await tmux.enter("echo it is shown again");
    await waitFor("it is shown again");
    assert.doesNotMatch(await tmux.capture(), /sailing/);
  },
});

async function writePhrases({ folder }: HostedCircle) {
  const [phrase, wrong] = [`${folder}/phrase`, `${folder}/wrong`];
  await Deno.writeTextFile(phrase, "sailing boats in the garden\n");
  await Deno.writeTextFile(wrong, "a garden full of boats\n");
  return { phrase, wrong };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

async function flipByte(file: string): Promise<void> {
  const bytes = await Deno.readFile(file);
  bytes[bytes.length - 10]! ^= 1;
  await Deno.writeFile(file, bytes);
}

async function change(backup: string, sql: string): Promise<void> {
  {
    using database = new DatabaseSync(`${backup}/circle.db`);
    database.exec(sql);
  }
  await writeSums(backup);
}

/** Writes a list of hashes of what is there. */
async function writeSums(backup: string): Promise<void> {
  const names = (await listFiles(backup)).map((path) => path.slice(backup.length + 1));
  const { stdout } = await new Deno.Command("sha256sum", {
    args: names.filter((name) => name !== "SHA256SUMS"),
    cwd: backup,
  }).output();
  await Deno.writeFile(`${backup}/SHA256SUMS`, stdout);
}
