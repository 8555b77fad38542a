import type { Effort, Measure } from "./bench.ts";
import type { Finding } from "./finding.ts";
import { describeMachine } from "./machine.ts";
import { MEASURES, USUAL } from "./measures/mod.ts";
import { Started } from "./started.ts";
import { formatTable } from "./table.ts";

/** By option: how exact to be. `--once` shows that all can be measured, and no figure worth a look. */
const EFFORTS: Readonly<Record<string, Effort>> = {
  "--quick": { warmUps: 1, rounds: 3, seconds: 1, share: 0.1 },
  "--once": { warmUps: 0, rounds: 1, seconds: 0.1, share: 0.002 },
};

const EXACT: Effort = { warmUps: 1, rounds: 7, seconds: 3, share: 1 };

/** Measures what is named, or all that has a goal, and prints one table; returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const option = args.find((arg) => Object.hasOwn(EFFORTS, arg));
  const effort = option === undefined ? EXACT : EFFORTS[option]!;
  const names = args.filter((arg) => arg !== option);
  if (names.length === 0) names.push(...Object.keys(USUAL));
  if (!names.every((name) => Object.hasOwn(MEASURES, name))) {
    console.error(`Say --quick, or what to measure: ${Object.keys(MEASURES).join(", ")}`);
    return 2;
  }
  const { findings, exitCode } = await takeAll(names, effort);
  if (findings.length > 0) console.log(`${await describeMachine()}\n\n${formatTable(findings)}`);
  return exitCode;
}

/** Takes one measure after another; where one fails, the others may still be taken. */
async function takeAll(names: readonly string[], effort: Effort) {
  const interrupted = signalled();
  const findings: Finding[] = [];
  let exitCode = 0;
  for (const name of names) {
    console.error(`measuring ${name} …`);
    try {
      const found = await take(MEASURES[name]!, effort, interrupted);
      if (found === undefined) return { findings, exitCode: 130 };
      findings.push(...found);
      if (names.length > 1) console.error(formatTable(found));
    } catch (error) {
      console.error(error);
      exitCode = 1;
    }
  }
  return { findings, exitCode };
}

/** Takes a measure, and ends all that it started; nothing where somebody ends the bench. */
async function take(
  measure: Measure,
  effort: Effort,
  interrupted: Promise<undefined>,
): Promise<readonly Finding[] | undefined> {
  await using started = new Started();
  return await Promise.race([measure({ started, effort }), interrupted]);
}

/** Waits for a stop signal. */
function signalled(): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => resolve(undefined));
  }
  return promise;
}

Deno.exit(await main(Deno.args));
