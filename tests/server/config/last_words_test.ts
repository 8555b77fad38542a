import assert from "node:assert/strict";
import { refuseToStart, startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

for (const [kind, signal] of [["error", "SIGUSR1"], ["rejection", "SIGUSR2"]] as const) {
  Deno.test({
    name: `an uncaught ${kind} ends the server, and is the last line of its log`,
    ignore: Deno.build.os === "windows",
    fn: async (t) => {
      for (const form of ["json", "text"] as const) {
        await t.step(form, async () => {
          await using folder = await makeTempFolder();
          await using server = await startServerProcess(
            folder.path,
            { CIRCLE_LOG: form },
            { module: "tests/support/failing_server.ts" },
          );
          server.kill(signal);
          assert.equal((await server.status).code, 1);
          const last = await lastLineOf(server);
          if (form === "json") {
            const { level, event, error } = JSON.parse(last);
            assert.deepEqual({ level, event }, { level: "fatal", event: "uncaught error" });
            assert.match(error, /^Error: a bug\n +at .*failing_server\.ts:\d+/);
          } else assert.match(last, /^\S+Z fatal uncaught error error="Error: a bug\\n .*"$/);
        });
      }
    },
  });
}

Deno.test("CIRCLE_LOG=json: a start that is refused is a line of JSON too", async (t) => {
  const refused: Record<string, Record<string, string>> = {
    "a bad setting": { CIRCLE_PORT: "many" },
    "an address of another machine": { CIRCLE_HOST: "192.0.2.1" },
  };
  for (const [name, settings] of Object.entries(refused)) {
    await t.step(name, async () => {
      await using folder = await makeTempFolder();
      const { code, stdout, stderr } = await refuseToStart(folder.path, {
        ...settings,
        CIRCLE_LOG: "json",
      });
      assert.equal(code, 1);
      assert.equal(stdout, "");
      const { level, event, reason } = JSON.parse(stderr);
      assert.deepEqual({ level, event }, { level: "fatal", event: "not started" });
      assert.match(reason, /CIRCLE_(PORT|HOST)/);
    });
  }
});

/** The last line of the log of a server that has ended. */
async function lastLineOf(server: AsyncDisposable & { log: () => string }): Promise<string> {
  await server[Symbol.asyncDispose](); // its output is read to the end
  return server.log().trimEnd().split("\n").at(-1)!;
}
