import assert from "node:assert/strict";
import { join } from "node:path";
import { describeContract } from "../../../server/http/openapi.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

/** Other people's linters. They are too large for `deno.lock`, so only the gate fetches them. */
const LINTERS: Readonly<Record<string, readonly string[]>> = {
  redocly: ["@redocly/cli@2.77.0", "lint", "openapi.json"],
  spectral: [
    "@stoplight/spectral-cli@6.16.3",
    "lint",
    "--fail-severity=warn",
    "--ruleset=ruleset.json",
    "openapi.json",
  ],
};

const isWanted = Deno.env.get("CIRCLE_TEST_LINTERS") === "1";

for (const [name, args] of Object.entries(LINTERS)) {
  Deno.test({
    name: `the OpenAPI document is clean under ${name}${
      isWanted ? "" : " (CIRCLE_TEST_LINTERS is not 1)"
    }`,
    ignore: !isWanted,
    fn: async () => {
      await using folder = await makeTempFolder();
      const write = (file: string, value: unknown) =>
        Deno.writeTextFile(join(folder.path, file), JSON.stringify(value));
      await write("openapi.json", describeContract());
      await write("ruleset.json", { extends: ["spectral:oas"] });
      const [program = ""] = args;
      if ((await runNpx(folder.path, [program, "--version"])).code !== 0) {
        return console.log(`${name} cannot be fetched here, so the document was not linted by it.`);
      }
      const { code, output } = await runNpx(folder.path, args);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /[1-9]\d* (warning|error)/, output);
    },
  });
}

async function runNpx(cwd: string, args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command("npx", {
    args: ["--yes", ...args],
    cwd,
    env: { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}
