import { openKeepAlive } from "./keep_alive.ts";
import { readRequests } from "./requests.ts";

// Asks over several connections, each as fast as it is answered; prints answers a second.
const [url = "", seconds, connections, file = ""] = Deno.args;
const requests = await readRequests(file);
const startedAt = performance.now();
const end = startedAt + Number(seconds) * 1000;
let count = 0;
await Promise.all(Array.from({ length: Number(connections) }, async () => {
  using connection = await openKeepAlive(url);
  for (; performance.now() < end; count++) {
    const status = await connection.ask(requests[count % requests.length]!);
    if (status !== 200 && status !== 304) throw new Error(`the server answers ${status}`);
  }
}));
console.log(count / (performance.now() - startedAt) * 1000);
