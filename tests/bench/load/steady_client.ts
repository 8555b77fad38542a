import { openKeepAlive } from "./keep_alive.ts";
import { readRequests } from "./requests.ts";

// Asks over several connections, each as fast as it is answered; prints answers a second.
const [url = "", seconds, connections, file = ""] = Deno.args;
const requests = await readRequests(file);
const opened = await Promise.all(
  Array.from({ length: Number(connections) }, () => openKeepAlive(url)),
);
const startedAt = performance.now(); // to connect may take longer than all that is measured
const end = startedAt + Number(seconds) * 1000;
let count = 0;
await Promise.all(opened.map(async ({ ask }) => {
  do {
    const status = await ask(requests[count++ % requests.length]!);
    if (status !== 200 && status !== 304) throw new Error(`the server answers ${status}`);
  } while (performance.now() < end);
}));
console.log(count / (performance.now() - startedAt) * 1000);
for (const connection of opened) connection[Symbol.dispose]();
