import assert from "node:assert/strict";
import { findProgram } from "../support/find_program.ts";
import { ROOT } from "../support/source_files.ts";
import { makeTempFolder } from "../support/temp_folder.ts";

const MANUAL = await Deno.readTextFile(`${ROOT}/docs/failover.md`);

/** What Debian's packages bring. */
const UNITS = "/lib/systemd/system";

for (
  const [unit, file] of [
    ["etcd.service", "restart.conf"],
    ["patroni.service", "restart.conf"],
    ["patroni.service", "watchdog.conf"],
  ]
) {
  const packaged = await Deno.readTextFile(`${UNITS}/${unit}`).catch(() => undefined);
  Deno.test({
    name: `docs/failover.md: systemd accepts ${file} of ${unit}`,
    ignore: packaged === undefined || findProgram("systemd-analyze") === undefined,
    fn: async () => {
      await using folder = await makeTempFolder();
      const { path } = folder;
      await Deno.writeTextFile(`${path}/${unit}`, packaged!);
      await Deno.mkdir(`${path}/${unit}.d`);
      await Deno.writeTextFile(`${path}/${unit}.d/${file}`, readDropIn(file!));
      const { success, stderr } = await new Deno.Command(findProgram("systemd-analyze")!, {
        args: ["verify", "--man=no", `${path}/${unit}`],
      }).output();
      assert.ok(success);
      assert.doesNotMatch(new TextDecoder().decode(stderr), new RegExp(file!));
    },
  });
}

Deno.test("docs/failover.md: etcd and Patroni are started until they run", () => {
  const settings = readDropIn("restart.conf").split("\n");
  for (const line of ["StartLimitIntervalSec=0", "Restart=always", "RestartSec=5"]) {
    assert.ok(settings.includes(line), line);
  }
});

/** The block of `ini` that follows the first mention of a file. */
function readDropIn(file: string): string {
  const block = new RegExp(
    `\\.d/${file}\`(?:(?!\`\`\`)[^])*?^( *)\`\`\`ini\\n(.*?)^ *\`\`\`$`,
    "ms",
  );
  const [, indent, text = ""] = block.exec(MANUAL)!;
  return text.replaceAll(new RegExp(`^${indent}`, "gm"), "");
}
