import { GENERATOR } from "./load/drive.ts";

/** What the figures are from: processor, program, and what asked. */
export async function describeMachine(): Promise<string> {
  const model = /^model name\s*: (.*)$/m.exec(await readProcessor())?.[1] ?? Deno.build.arch;
  const cores = navigator.hardwareConcurrency;
  const date = new Date().toISOString().slice(0, 10);
  return `${date}: ${model}, ${cores} cores, ${Deno.build.os}, Deno ${Deno.version.deno}; ` +
    `asked by ${GENERATOR}.`;
}

/** Deno itself reads /proc only where everything is allowed. */
async function readProcessor(): Promise<string> {
  if (Deno.build.os !== "linux") return "";
  const { stdout } = await new Deno.Command("cat", { args: ["/proc/cpuinfo"] }).output();
  return new TextDecoder().decode(stdout);
}
