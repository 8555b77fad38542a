import type { Finding } from "./finding.ts";
import { describeMachine } from "./machine.ts";
import { MEASURES } from "./measures/mod.ts";
import { Started } from "./started.ts";
import { formatTable } from "./table.ts";

/** Measures what is named, or everything, and prints one table. */
async function main(args: readonly string[]): Promise<void> {
  const isQuick = args.includes("--quick");
  const named = args.filter((arg) => arg !== "--quick");
  const unknown = named.find((name) => !Object.hasOwn(MEASURES, name));
  if (unknown !== undefined) {
    console.error(`Say --quick, or what to measure: ${Object.keys(MEASURES).join(", ")}`);
    Deno.exit(2);
  }
  const findings: Finding[] = [];
  for (const name of named.length > 0 ? named : Object.keys(MEASURES)) {
    console.error(`measuring ${name} …`);
    findings.push(...await measure(name, isQuick));
  }
  console.log(`${await describeMachine()}\n\n${formatTable(findings)}`);
}

/** Takes one measure, and ends all that it started, also where somebody ends the bench. */
async function measure(name: string, isQuick: boolean): Promise<readonly Finding[]> {
  await using started = new Started();
  const end = async () => {
    await started[Symbol.asyncDispose]();
    Deno.exit(130);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, end);
  try {
    return await MEASURES[name]!({ started, isQuick });
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, end);
  }
}

await main(Deno.args);
