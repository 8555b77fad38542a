import { hash } from "@node-rs/argon2";
import { hash as hashOld } from "@node-rs/bcrypt";

/** What code that took over the server would try, by what it would gain. */
const ATTEMPTS: Readonly<Record<string, () => unknown>> = {
  "the C library": () => Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } }),
  "native code that it wrote": () => Deno.dlopen(`${Deno.args[0]}/own.so`, {}),
  "a file of the machine": () => Deno.readTextFileSync("/etc/hostname"),
  "a file elsewhere": () => Deno.writeTextFileSync("/tmp/circle-escape", ""),
  "another program": () => new Deno.Command("true").outputSync(),
  "a host elsewhere": () => Deno.connect({ hostname: "192.0.2.1", port: 80 }),
};

await hash("the native code of passwords loads");
await hashOld("and that of old ones", 4);
const allowed: string[] = [];
for (const [name, attempt] of Object.entries(ATTEMPTS)) {
  if (!await isDenied(attempt)) allowed.push(name);
}
console.log(JSON.stringify(allowed));

async function isDenied(attempt: () => unknown): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotCapable;
  }
}
