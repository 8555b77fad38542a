import assert from "node:assert/strict";
import { findProgram } from "../support/find_program.ts";
import { runProgram } from "../support/run_program.ts";
import { ROOT } from "../support/source_files.ts";

const COMPOSE = await Deno.readTextFile(`${ROOT}/compose.yaml`);

Deno.test("compose.yaml: a read-only root, no capabilities, and time to stop", () => {
  for (
    const line of [
      '      - "127.0.0.1:8000:8000"',
      "    restart: unless-stopped",
      "    read_only: true",
      "    cap_drop:\n      - ALL",
      "      - no-new-privileges:true",
      "    stop_grace_period: 15s",
      '      test: ["CMD", "circle-server", "health"]',
      "      driver: local",
    ]
  ) assert.ok(COMPOSE.includes(`\n${line}\n`), line);
});

Deno.test("compose.yaml: the data can be moved away, and backups leave the container", () => {
  const volumes = [...COMPOSE.matchAll(/^ {6}- (\/\S+):(\S+)$/gm)];
  const folders = volumes.map(([, source, target]) => {
    assert.equal(source, target, "so that the commands of the manual hold");
    return source!;
  });
  const dataDir = /^ {6}CIRCLE_DATA_DIR: (.*)$/m.exec(COMPOSE)![1]!;
  assert.ok(folders.some((folder) => dataDir.startsWith(`${folder}/`)), "a mount does not move");
  const [setUp = ""] = readBlocks(sectionOf("In a container"));
  assert.match(setUp, new RegExp(`^install -d -m 700 -o 990 -g 990 ${folders.join(" ")}$`, "m"));
  assert.ok(folders.includes("/var/backups/circle"));
});

Deno.test("compose.yaml: exactly its own network is a trusted proxy", () => {
  const trusted = /^ {6}CIRCLE_TRUSTED_PROXIES: (.*)$/m.exec(COMPOSE)![1];
  assert.equal(/^ {8}- subnet: (.*)$/m.exec(COMPOSE)![1], trusted);
});

Deno.test("no circle, and no backup of one, gets into a commit or an image", async () => {
  const [byGit, byDocker] = await Promise.all(
    [".gitignore", ".dockerignore"].map((name) => Deno.readTextFile(`${ROOT}/${name}`)),
  );
  for (const folder of ["data", "backups"]) {
    assert.match(byGit!, new RegExp(`^/${folder}/$`, "m"));
    assert.match(byDocker!, new RegExp(`^${folder}$`, "m"));
  }
});

Deno.test("Containerfile: brings the Deno that this runs on", async () => {
  const containerfile = await Deno.readTextFile(`${ROOT}/Containerfile`);
  assert.ok(containerfile.includes(`deno@${Deno.version.deno} `));
});

/** It takes minutes, and brings a whole system: only where it is asked for. */
const IS_WANTED = Deno.env.get("CIRCLE_TEST_CONTAINER") === "1";

Deno.test({
  name: "docs/operations.md: its commands run, back up and restore a container",
  ignore: !IS_WANTED || Deno.uid() !== 0 ||
    !["buildah", "unshare", "curl"].every((name) => findProgram(name)),
  fn: async () => {
    const [setUp = "", restore = ""] = readBlocks(sectionOf("In a container"));
    const steps = [
      setUp.replaceAll("git clone …", "clone"),
      "look_at_container",
      `docker compose exec circle circle register --server "$SITE" --email anna@example.org \
        --name Anna --password-stdin <<< "$PASSWORD"`,
      "log_in_as_first",
      /^circle-admin backup .*$/m.exec(sectionOf("Backups"))![0],
      readBlocks(sectionOf("Encrypted backups"))[0]!.replace(
        "-o circle -g circle",
        "-o 990 -g 990",
      ),
      /root (circle-admin backup .*)$/m.exec(sectionOf("Every night"))![1],
      "rename_person",
      restore,
      "look_at_restored",
      "look_at_stopped",
    ];
    const script = await Deno.makeTempFile();
    await Deno.writeTextFile(script, steps.join("\n"));
    const { code, stdout, stderr } = await runProgram("bash", {
      args: [`${ROOT}/tests/support/container.sh`, script],
      env: { ...Deno.env.toObject(), ROOT, PORT: takeFreePort() },
    });
    await Deno.remove(script);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^user: circle\n/);
    assert.match(stdout, /^entry: \[circle-server\] \[serve\] \[CMD circle-server health\]$/m);
    assert.match(stdout, /^health: \{"status":"ok"/m);
    assert.match(stdout, /^pages: 200$/m);
    assert.match(stdout, /^id: 990$/m);
    assert.match(stdout, /^root: .*Read-only file system$/m);
    assert.match(stdout, /^Restored the backup of .* to \/var\/lib\/circle\/data$/m);
    assert.match(stdout, /^backups: 3\nold session: 401\nname: Anna$/m);
    assert.match(stdout, /^exit: 0\nstopped: 2\nowner: 990 600$/m);
  },
});

const MANUAL = await Deno.readTextFile(`${ROOT}/docs/operations.md`);

/** A section of the manual, to the next title. */
function sectionOf(title: string): string {
  return new RegExp(`^##+ ${title}\n(.*?)^##`, "ms").exec(MANUAL)![1]!;
}

function readBlocks(text: string): string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
}

function takeFreePort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String(listener.addr.port);
}
