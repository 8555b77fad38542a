import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { GOOD_PASSWORD } from "../support/circle.ts";
import { type Leftover, makeCutDisk, type Remains } from "../support/cut_disk.ts";
import { pause } from "../support/pause.ts";
import {
  CAN_RECORD_DISK,
  type DiskStep,
  type DiskTrace,
  makeRecordedDisk,
  type RecordedDisk,
} from "../support/recorded_disk.ts";
import { type ServerProcess, startServerProcess } from "../support/server_process.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { testDialect } from "../support/test_database.ts";

/** Power cuts of one load; with more, more moments are tried. */
const CUTS = Number(Deno.env.get("CIRCLE_TEST_ROUNDS") ?? 30);

/** Milliseconds for which a server is put under load: long enough for some checkpoints. */
const LOAD = 1_200;

/** Loads after which it need not come to what a test is about. */
const MAX_LOADS = 5;

/** Concurrent writers, so that they share flushes. */
const WRITERS = 8;

/** People who stay at once: a fast machine would add more than a family may have. */
const MOST_PEOPLE = 300;

/** What the server has confirmed, and when in the trace its answer had arrived. */
type Confirmed =
  & { readonly moment: number }
  & (
    | { readonly kind: "added" | "removed"; readonly id: string }
    | { readonly kind: "renamed"; readonly count: number }
  );

/** How the flushes of a disk go while a server is under load, and what the trace must then have. */
const DISKS: Readonly<Record<string, Weather>> = {
  "at any moment": {
    change: () => Promise.resolve(),
    isSeen: ({ file, kind }) => file === "database" && kind === "flushed", // by a checkpoint
  },
  "where flushes fail now and then": {
    change: async (disk) => {
      await disk.set("failing");
      await pause(Math.random() * 40);
      await disk.set("well");
    },
    isSeen: ({ kind }) => kind === "flush failed",
  },
  "where checkpoints fail now and then": {
    change: async (disk) => {
      await disk.set("failing database");
      await pause(Math.random() * 400);
      await disk.set("well");
    },
    isSeen: ({ file, kind }) => file === "database" && kind === "flush failed",
  },
};

interface Weather {
  readonly change: (disk: RecordedDisk) => Promise<void>;
  readonly isSeen: (step: DiskStep) => boolean;
}

for (const [when, { change, isSeen }] of Object.entries(DISKS)) {
  Deno.test({
    name: `what was confirmed survives ${CUTS} power cuts ${when}`,
    ignore: !CAN_RECORD_DISK || testDialect() !== "sqlite",
    async fn() {
      const recording = await recordUntil(isSeen, change);
      const { trace, confirmed } = recording;
      assert.ok(trace.some(({ step }) => isSeen(step)), "it did not come to that");
      assert.ok(confirmed.length > 2 * WRITERS, `only ${confirmed.length} changes were confirmed`);
      await assertSurvives(recording);
    },
  });
}

/** What a server did on its disk, and what it confirmed meanwhile. */
interface Recording {
  readonly trace: DiskTrace;
  /** The database before. */
  readonly database: Uint8Array;
  readonly confirmed: readonly Confirmed[];
  /** Ids of people whose removal was requested, whatever the answer. */
  readonly asked: ReadonlySet<string>;
}

/** Records a server until it comes to a step: on a slow machine it may take more than one load. */
async function recordUntil(
  isSeen: Weather["isSeen"],
  change: Weather["change"],
): Promise<Recording> {
  for (let load = 1;; load++) {
    const recording = await record(change);
    if (load === MAX_LOADS || recording.trace.some(({ step }) => isSeen(step))) return recording;
  }
}

/** Puts a server under load for a while, in which its disk changes, and ends it. */
async function record(change: Weather["change"]): Promise<Recording> {
  await using folder = await makeTempFolder();
  const settings = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  const anna = { email: "anna@example.org", password: GOOD_PASSWORD };
  {
    await using server = await startServerProcess(folder.path, settings);
    await server.call("POST", "/register", { body: { ...anna, name: "0" } });
    server.kill("SIGTERM");
    await server.status;
  }
  const database = await Deno.readFile(`${folder.path}/circle.db`);
  await using disk = await makeRecordedDisk(folder.path);
  await using server = await startServerProcess(folder.path, { ...settings, ...disk.env });
  const { json } = await server.call("POST", "/login", { body: anna });
  const confirmed: Confirmed[] = [];
  const asked = new Set<string>();
  const refused = new Set<string>();
  const end = new AbortController();
  const load = putUnderLoad(server, {
    token: json.access_token,
    disk,
    confirmed,
    asked,
    refused,
    end: end.signal,
  });
  for (const until = performance.now() + LOAD; performance.now() < until;) {
    await change(disk);
    await pause(Math.random() * 200);
  }
  end.abort();
  await load;
  await disk.set("well");
  await assertAbsent(server, { token: json.access_token, names: refused });
  server.kill("SIGKILL");
  await server.status;
  return { trace: await disk.readTrace(), database, confirmed, asked };
}

interface Load {
  readonly token: string;
  readonly disk: RecordedDisk;
  /** Receives what the server confirms. */
  readonly confirmed: Confirmed[];
  /** Receives the ids of people whose removal was requested. */
  readonly asked: Set<string>;
  /** Receives the names of people that were definitely not saved. */
  readonly refused: Set<string>;
  readonly end: AbortSignal;
}

/** Adds and removes people concurrently, and counts up in a name. */
async function putUnderLoad(
  { call }: ServerProcess,
  { token, disk, confirmed, asked, refused, end }: Load,
): Promise<void> {
  const { json: [family] } = await call("GET", "/families", { token });
  const people = `/families/${family.id}/people`;
  let count = 0;
  const staying: string[] = [];
  const rename = async () => {
    const name = ++count;
    const { status } = await call("PATCH", "/profile", { token, body: { name: `${name}` } });
    if (status === 200) confirmed.push({ kind: "renamed", count: name, moment: disk.now() });
  };
  const addAndRemove = async () => {
    const ids: string[] = [];
    for (let person = 0; person < 2; person++) {
      const name = crypto.randomUUID();
      const { status, json } = await call("POST", people, { token, body: { name } });
      if (status !== 201) {
        assert.equal(status, 503);
        if (!/It may be saved/.test(json.detail)) refused.add(name);
        continue;
      }
      ids.push(json.id);
      confirmed.push({ kind: "added", id: json.id, moment: disk.now() });
    }
    const [id, ...others] = ids;
    staying.push(...others);
    const oldest = staying.length > MOST_PEOPLE ? staying.shift() : undefined;
    for (const gone of [id, oldest]) {
      if (gone === undefined) continue;
      asked.add(gone);
      const { status } = await call("DELETE", `${people}/${gone}`, { token });
      if (status === 204) confirmed.push({ kind: "removed", id: gone, moment: disk.now() });
    }
  };
  const read = () => call("GET", people, { token }); // beside a commit and its checkpoint
  const clients = [read, read, rename, ...Array(WRITERS - 1).fill(addAndRemove)];
  await Promise.all(clients.map(async (act) => {
    while (!end.aborted) await act();
  }));
}

/** A change that failed, and may not be saved as far as its answer says, is not there. */
async function assertAbsent(
  { client }: ServerProcess,
  { token, names }: { readonly token: string; readonly names: ReadonlySet<string> },
): Promise<void> {
  const [family] = await client(token).listFamilies({});
  const people = await client(token).listPeople({ params: { family_id: family!.id } });
  assert.deepEqual(people.filter(({ name }) => names.has(name)), []);
}

/** Replays a recording, and cuts the power at moments of it. */
async function assertSurvives(
  { trace, database, confirmed, asked }: Recording,
): Promise<void> {
  await using folder = await makeTempFolder();
  const disk = makeCutDisk(database);
  const cuts = chooseCuts(trace, confirmed);
  let next = 0;
  for (const [at, { step, end }] of trace.entries()) {
    disk.apply(step);
    for (; next < cuts.length && cuts[next]! < (trace[at + 1]?.end ?? Infinity); next++) {
      for (const leftover of ["nothing", "something", "everything"] as const) {
        const before = confirmed.filter(({ moment }) => moment <= end);
        await assertWhole(folder.path, disk.cut(leftover), { before, leftover, asked });
      }
    }
  }
}

/** Moments of a trace, in order: half are those of an answer, the others lie anywhere. */
function chooseCuts(trace: DiskTrace, confirmed: readonly Confirmed[]): number[] {
  const answers = confirmed.map(({ moment }) => moment);
  const ends = trace.map(({ end }) => end);
  const pick = (from: readonly number[]) => from[Math.floor(Math.random() * from.length)]!;
  return Array.from({ length: CUTS }, (_, at) => pick(at % 2 === 0 ? answers : ends))
    .toSorted((a, b) => a - b);
}

/** Whether what a power cut leaves is sound, and holds what had been confirmed before. */
async function assertWhole(
  folder: string,
  { database, wal }: Remains,
  { before, leftover, asked }: {
    readonly before: readonly Confirmed[];
    readonly leftover: Leftover;
    readonly asked: ReadonlySet<string>;
  },
): Promise<void> {
  const file = `${folder}/circle.db`;
  for (const suffix of ["-wal", "-shm"]) await Deno.remove(file + suffix).catch(() => {});
  await Deno.writeFile(file, database);
  if (wal) await Deno.writeFile(`${file}-wal`, wal);
  using opened = new DatabaseSync(file);
  opened.exec("PRAGMA synchronous = OFF"); // a copy needs no flush
  assert.equal(opened.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok", leftover);
  assert.deepEqual(opened.prepare("PRAGMA foreign_key_check").all(), []);
  const people = new Set(opened.prepare("SELECT id FROM people").all().map(({ id }) => id));
  const name = Number(opened.prepare("SELECT name FROM accounts").get()!.name);
  for (const each of before) {
    const where = `${leftover} left at ${each.moment}`;
    if (each.kind === "renamed") assert.ok(name >= each.count, `name ${each.count}, ${where}`);
    else if (each.kind === "removed") assert.ok(!people.has(each.id), `removed, ${where}`);
    else assert.ok(people.has(each.id) || asked.has(each.id), `added, ${where}`);
  }
}
