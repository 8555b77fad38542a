/** Where `deno test` and the processes that tests start write which lines they have run. */
const FOLDER = "coverage";

/** How tests are run so that they, and the processes that they start, write what they cover. */
export interface Coverage {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Makes place for what is covered. */
export async function startCoverage(): Promise<Coverage> {
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  return {
    args: ["--coverage-raw-data-only"],
    env: { DENO_COVERAGE_DIR: `${Deno.cwd()}/${FOLDER}` },
  };
}

/** Reads what was covered; prints the figure, and all files where `deno.json` asks for more. */
export async function measureCoverage(): Promise<boolean> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", "--exclude=_test.ts$|/tests/", FOLDER],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  const table = decoder.decode(stdout);
  if (success) console.log(table.split("\n").findLast((line) => line.includes("All files")) ?? "");
  else console.log(`${table}\n${decoder.decode(stderr)}`);
  return success;
}
