import assert from "node:assert/strict";
import { findProgram } from "../support/find_program.ts";
import { runProgram } from "../support/run_program.ts";
import { ROOT } from "../support/source_files.ts";

const COMPOSE = await Deno.readTextFile(`${ROOT}/compose.yaml`);

Deno.test("compose.yaml: a volume, a read-only root, no capabilities, and time to stop", () => {
  for (
    const line of [
      '      - "127.0.0.1:8000:8000"',
      "      - data:/data",
      "    read_only: true",
      "    cap_drop:\n      - ALL",
      "      - no-new-privileges:true",
      "    stop_grace_period: 15s",
      '      test: ["CMD", "circle-server", "health"]',
    ]
  ) assert.ok(COMPOSE.includes(`\n${line}\n`), line);
});

Deno.test("Containerfile: brings the Deno that this runs on", async () => {
  const containerfile = await Deno.readTextFile(`${ROOT}/Containerfile`);
  assert.ok(containerfile.includes(`deno@${Deno.version.deno} `));
});

/** It takes minutes, and brings a whole system: only where it is asked for. */
const IS_WANTED = Deno.env.get("CIRCLE_TEST_CONTAINER") === "1";

Deno.test({
  name: "Containerfile: builds an image that serves as its own user with a read-only root",
  ignore: !IS_WANTED || Deno.uid() !== 0 ||
    !["buildah", "unshare", "curl"].every((name) => findProgram(name)),
  fn: async () => {
    const { code, stdout, stderr } = await runProgram("bash", {
      args: [`${ROOT}/tests/support/container.sh`],
      env: { ...Deno.env.toObject(), ROOT, PORT: takeFreePort() },
    });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^user: circle\n/);
    assert.match(stdout, /^entry: \[circle-server\] \[serve\] \[CMD circle-server health\]$/m);
    assert.match(stdout, /^health: \{"status":"ok"/m);
    assert.match(stdout, /^pages: 200$/m);
    assert.match(stdout, /^id: 990$/m);
    assert.match(stdout, /^root: .*Read-only file system$/m);
    assert.match(stdout, /^exit: 0\nstopped: 1$/m);
    assert.match(stdout, /^data: \w+:600$/m);
  },
});

function takeFreePort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String(listener.addr.port);
}
