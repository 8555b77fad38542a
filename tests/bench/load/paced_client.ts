import { type KeepAlive, openKeepAlive } from "./keep_alive.ts";
import { readRequests } from "./requests.ts";

/** Connections, more than are ever busy where a server keeps up. */
const CONNECTIONS = 32;

// Asks at an even pace, whether or not the server keeps up, and times each answer from the moment
// at which it was meant to be asked for: who has to wait to be sent has waited as well. Prints
// the milliseconds that 99 of 100 answers took at most.
const [url = "", rate, seconds, file = ""] = Deno.args;
const requests = await readRequests(file);
const idle = await Promise.all(Array.from({ length: CONNECTIONS }, () => openKeepAlive(url)));
const waiting: number[] = [];
const delays: number[] = [];

/** Sends what waits, as long as a connection is free: by turns, since a server ends those that rest. */
function send(): void {
  while (waiting.length > 0 && idle.length > 0) void ask(idle.shift()!, waiting.shift()!);
}

async function ask(connection: KeepAlive, meantAt: number): Promise<void> {
  const status = await connection.ask(requests[delays.length % requests.length]!);
  if (status !== 200) throw new Error(`the server answers ${status}`);
  delays.push(performance.now() - meantAt);
  idle.push(connection);
  send();
}

const startedAt = performance.now();
const total = Math.max(1, Math.round(Number(rate) * Number(seconds))); // on a busy machine
for (let planned = 0; delays.length < total;) {
  const now = performance.now();
  for (; planned < total; planned++) {
    const meantAt = startedAt + planned / Number(rate) * 1000;
    if (meantAt > now) break;
    waiting.push(meantAt);
  }
  send();
  await new Promise((resolve) => setTimeout(resolve, 1));
}
for (const connection of idle) connection[Symbol.dispose]();
console.log(delays.toSorted((a, b) => a - b)[Math.ceil(total * 0.99) - 1]);
