import assert from "node:assert/strict";
import { findProgram } from "./support/find_program.ts";
import { findPostgresPrograms } from "./support/postgres.ts";
import { runProgram } from "./support/run_program.ts";
import { ALLOCATOR, V8_FLAGS } from "./support/server_process.ts";
import { CAN_MOUNT } from "./support/small_disk.ts";
import { ROOT } from "./support/source_files.ts";

const MANUAL = new URL("../docs/operations.md", import.meta.url);

Deno.test({
  name: "docs/operations.md: Caddy accepts its configuration",
  ignore: findProgram("caddy") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    const path = await folder.write("Caddyfile", await readBlock("caddyfile"));
    await accept("caddy", ["adapt", "--validate", "--config", path]);
  },
});

Deno.test({
  name: "docs/operations.md: systemd accepts its units, and the timer's time",
  ignore: findProgram("systemd-analyze") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    const units = await readUnits();
    assert.deepEqual(Object.keys(units), [
      "circle.service",
      "circle-backup.service",
      "circle-backup.timer",
    ]);
    for (const [name, text] of Object.entries(units)) await folder.write(name, text);
    for (const name of Object.keys(units)) {
      await accept("systemd-analyze", ["verify", "--man=no", `${folder.path}/${name}`]);
    }
    const time = /^OnCalendar=(.*)$/m.exec(units["circle-backup.timer"]!)![1]!;
    await accept("systemd-analyze", ["calendar", time]);
  },
});

Deno.test({
  name: "docs/operations.md: with Node alone the units run the same, by the package",
  ignore: findProgram("systemd-analyze") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    const units = await readUnits();
    const manual = await Deno.readTextFile(MANUAL);
    const changes = [
      ...manual.matchAll(
        /`\/etc\/systemd\/system\/([\w.-]+)\.d\/node\.conf`:\n\n```ini\n(.*?)^```$/gms,
      ),
    ];
    assert.deepEqual(changes.map(([, unit]) => unit), ["circle.service", "circle-backup.service"]);
    for (const [, unit = "", change = ""] of changes) {
      await folder.write(unit, units[unit]!);
      await Deno.mkdir(`${folder.path}/${unit}.d`);
      await folder.write(`${unit}.d/node.conf`, change);
      const { stderr } = await accept("systemd-analyze", [
        ...["verify", "--man=no", `${folder.path}/${unit}`],
      ]);
      assert.equal(stderr, "");
      for (const [, setting] of change.matchAll(/^(\w+)=$/gm)) {
        assert.match(units[unit]!, new RegExp(`^${setting}=.`, "m"), "which is taken back");
      }
    }
    const [, backup] = changes.map(([, , change]) =>
      /^ExecStart=.* (backup .*)$/m.exec(change!)?.[1]
    );
    assert.ok(units["circle-backup.service"]!.includes(` admin ${backup}\n`));
  },
});

Deno.test({
  name: "docs/operations.md: its services are exposed to little, as systemd judges",
  ignore: findProgram("systemd-analyze") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    for (const [name, text] of Object.entries(await readUnits())) {
      if (!name.endsWith(".service")) continue;
      const path = await folder.write(name, text);
      const threshold = `--threshold=${MAX_EXPOSURE}`;
      await accept("systemd-analyze", ["security", "--offline=true", threshold, path]);
    }
  },
});

Deno.test("docs/operations.md: systemd goes on to start a server whose database comes late", async () => {
  const { "circle.service": server, "circle-backup.service": backup } = await readUnits();
  const setting = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(server!)?.[1];
  assert.equal(setting("Restart"), "on-failure");
  assert.ok(Number(setting("RestartSec")) >= 1, "else it is a busy loop");
  assert.equal(setting("StartLimitIntervalSec"), "0", "else systemd gives up after five starts");
  for (const unit of [server!, backup!]) {
    assert.match(unit, /^After=.*\bpostgresql\.service\b/m);
    const mounts = /^RequiresMountsFor=(.*)$/m.exec(unit)![1]!.split(" ");
    for (const folder of /^ReadWritePaths=(.*)$/m.exec(unit)![1]!.split(" ")) {
      assert.ok(mounts.some((mount) => mount.startsWith(folder)), folder);
    }
  }
});

/** In tenths of systemd's measure, from 0 to 100. */
const MAX_EXPOSURE = 35;

Deno.test("docs/operations.md: cron can read its line, which does what the timer does", async () => {
  const [line = ""] = (await readBlock("cron")).split("\n").filter((line) => /^[\d*]/.test(line));
  const [, command] = /^(?:(?:\d+|\*) ){5}root (.+)$/.exec(line) ?? [];
  assert.doesNotMatch(command!, /%/, "which would be a line break");
  const [, started] = /^ExecStart=\/usr\/bin\/env (.*)$/m.exec(
    (await readUnits())["circle-backup.service"]!,
  )!;
  assert.equal(
    `deno task -q ${command!.replace("circle-admin", "admin")}`,
    `${started} > /dev/null`,
  );
});

Deno.test({
  name: "docs/operations.md: its commands set up a server, back it up, and restore it",
  ignore: Deno.uid() !== 0 || findProgram("unshare") === undefined ||
    findProgram("curl") === undefined || !CAN_MOUNT,
  fn: async () => {
    await using folder = await makeFolder();
    for (const [name, text] of Object.entries(await readUnits())) await folder.write(name, text);
    await folder.write("accounts.csv", await readBlock("csv"));
    const manual = await Deno.readTextFile(MANUAL);
    const [setUp, backups] = [sectionOf(manual, "One machine"), sectionOf(manual, "Backups")];
    const registering = sectionOf(manual, "Register before others can reach it");
    const [moving = "", emptying = "", copying = ""] = sectionOf(
      manual,
      "PostgreSQL and several servers",
    )
      .split(/(?=^### )/m);
    const toPostgres = readBlocks(moving, "sh");
    const back = toPostgres.pop();
    const [again, restoring] = readBlocks(emptying, "sh");
    const postgres = await findPostgresPrograms();
    const hasPostgres = postgres !== undefined && /^postgres:/m.test(await readUsers());
    const [cron] = (await readBlock("cron")).split("\n").filter((line) => /^[\d*]/.test(line));
    const steps = [
      ...readBlocks(setUp.replace(/^### .*/ms, ""), "sh"),
      "install_units",
      "systemctl start circle",
      `${readBlocks(registering, "sh")[0]!.trim().replace(":8000", ":$PORT")} \
        --email anna@example.org --name Anna --password-stdin <<< "$PASSWORD"`,
      "log_in_as_first",
      ...readBlocks(backups, "sh").filter((block) => !block.includes("systemctl stop")),
      "systemctl start circle-backup",
      cron!.replace(/^.* root /, ""),
      ...readBlocks(copying, "sh"),
      ...readBlocks(sectionOf(manual, "Signing keys"), "sh"),
      "rename_person",
      ...readBlocks(backups, "sh").filter((block) => block.includes("systemctl stop")),
      "look_at_restored",
      ...hasPostgres
        ? [
          ...["start_postgres", ...toPostgres, "look_at_moved postgres", back!],
          ...["look_at_moved sqlite", again!, ...toPostgres.slice(1), "look_at_moved again"],
          ...[restoring!, "token=$(log_in)", back!],
        ]
        : [],
      "prepare_import",
      ...readBlocks(sectionOf(manual, "Bringing accounts from elsewhere"), "sh"),
      ...readBlocks(sectionOf(manual, "Families"), "sh"),
      ...readBlocks(sectionOf(manual, "The audit"), "sh"),
      ...readBlocks(sectionOf(manual, "Forgotten passwords"), "sh"),
      'circle-admin families set-owner "The Bergs" ben@example.org',
      ...readBlocks(sectionOf(manual, "Accounts of people"), "sh"),
      // There is no proxy here, so that one check fails.
      ...readBlocks(sectionOf(manual, "Looking after it"), "sh")
        .map((block) => `${block.trim()} || true`),
    ];
    const script = await folder.write(
      "script",
      steps.join("\n").replaceAll("git clone …", "clone")
        .replaceAll("@127.0.0.1/circle", "@127.0.0.1:$PGPORT/circle"),
    );
    const { code, stdout, stderr } = await runProgram("unshare", {
      args: ["--mount", "bash", `${ROOT}/tests/support/operations.sh`, script],
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        ROOT,
        PLACE: folder.path,
        PACKAGES: `${findDenoDir()}/npm`,
        POSTGRES: postgres ?? "",
      },
    });
    assert.equal(code, 0, stdout + stderr);
    assert.match(
      stdout,
      /^Backed up the circle in \/var\/lib\/circle\/data\n {2}to \/var\/backups\/circle\//m,
    );
    assert.match(
      stdout,
      /^The backup \/var\/backups\/circle\/circle-\S+ is whole: it can be restored\.$/m,
    );
    assert.match(stdout, /^Restored the backup of .* to \/var\/lib\/circle\/data$/m);
    assert.match(
      stdout,
      /^The new signing key \S+ is in \/var\/lib\/circle\/data\/signing-keys\.$/m,
    );
    assert.match(
      stdout,
      /^Copied, and every row compared:\n(?: {2}.*\n)*The signing keys are in /m,
    );
    assert.match(stdout, /^backups: 4$/m);
    assert.match(stdout, /^name: Anna$/m);
    assert.match(stdout, /^owner: circle 600$/m);
    assert.match(stdout, /^old session: 401$/m);
    if (hasPostgres) {
      assert.match(stdout, /^postgres: photos$/m);
      assert.match(stdout, /^again: photos$/m);
      assert.match(stdout, /^sqlite: data\/circle.db photos$/m);
    }
    for (
      const said of [/^Imported 2 accounts/m, /The In-laws/, /anna@example\.net/, /^ok +backups/m]
    ) assert.match(stdout, said);
  },
});

Deno.test("docs/operations.md: systemd uses the same flags as deno task serve", async () => {
  const unit = await readBlock("ini");
  assert.ok(unit.includes(` ${V8_FLAGS} -P=server `));
  for (const setting of Object.entries(ALLOCATOR)) assert.ok(unit.includes(setting.join("=")));
});

Deno.test({
  name: "docs/operations.md: nginx accepts its configuration",
  ignore: findProgram("nginx") === undefined || findProgram("openssl") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    const [certificate, key] = [`${folder.path}/circle.pem`, `${folder.path}/circle.key`];
    await accept("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=circle.example.org"],
      ...["-keyout", key, "-out", certificate],
    ]);
    const site = (await readBlock("nginx"))
      .replace("/etc/ssl/certs/circle.example.org.pem", certificate)
      .replace("/etc/ssl/private/circle.example.org.key", key);
    const path = await folder.write(
      "nginx.conf",
      `pid ${folder.path}/pid;\nevents {}\nhttp {\naccess_log off;\n${site}}\n`,
    );
    await accept("nginx", ["-t", "-e", `${folder.path}/errors`, "-c", path]);
  },
});

/** The units of systemd by their names, which stand before them. */
async function readUnits(): Promise<Record<string, string>> {
  const manual = await Deno.readTextFile(MANUAL);
  const units = [
    ...manual.matchAll(/`\/etc\/systemd\/system\/([\w.-]+)`(?:(?!```)[^])*```ini\n(.*?)^```$/gms),
  ];
  return Object.fromEntries(units.map(([, name, text]) => [name, text!]));
}

/** A section of the manual, with those below it. */
function sectionOf(manual: string, title: string): string {
  const section = new RegExp(`^## ${title}\n(.*?)^## `, "ms").exec(manual)?.[1];
  assert.ok(section, `docs/operations.md has a section ${title}`);
  return section;
}

function readBlocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))]
    .map(([, block]) => block!);
}

/** The accounts of this machine. */
const readUsers = () => Deno.readTextFile("/etc/passwd");

/** Where this Deno keeps packages. */
function findDenoDir(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  return Deno.env.get("DENO_DIR") ?? `${cache}/deno`;
}

async function readBlock(language: string): Promise<string> {
  const manual = await Deno.readTextFile(MANUAL);
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(manual)?.[1];
  assert.ok(block, `docs/operations.md has a block of ${language}`);
  return block;
}

async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "circle-operations-" });
  return {
    path,
    write: async (name: string, text: string) => {
      await Deno.writeTextFile(`${path}/${name}`, text);
      return `${path}/${name}`;
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Runs a program that must be content; returns what it says about it. */
async function accept(program: string, args: readonly string[]): Promise<{ stderr: string }> {
  const output = await new Deno.Command(findProgram(program)!, { args: [...args] }).output();
  const stderr = new TextDecoder().decode(output.stderr);
  assert.ok(output.success, stderr);
  return { stderr };
}
