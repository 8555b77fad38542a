/** Where `deno test` and the processes that tests start write which lines they have run. */
const FOLDER = "coverage";

/** Makes this process's children write what they cover. */
export async function startCoverage(): Promise<void> {
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {});
  Deno.env.set("DENO_COVERAGE_DIR", `${Deno.cwd()}/${FOLDER}`);
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
