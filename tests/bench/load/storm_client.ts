import { openKeepAlive } from "./keep_alive.ts";
import { readRequests } from "./requests.ts";

/** Logins at once. */
const STORM = 64;

// Sends storms of logins, one after another, each all at once. Prints logins a second.
const [url = "", seconds, file = ""] = Deno.args;
const requests = await readRequests(file);
const connections = await Promise.all(Array.from({ length: STORM }, () => openKeepAlive(url)));
const startedAt = performance.now();
const end = startedAt + Number(seconds) * 1000;
let count = 0;
while (performance.now() < end) {
  const statuses = await Promise.all(
    connections.map(({ ask }) => ask(requests[count++ % requests.length]!)),
  );
  const unexpected = statuses.find((status) => status !== 200);
  if (unexpected !== undefined) throw new Error(`a login is answered ${unexpected}`);
}
const elapsed = performance.now() - startedAt;
for (const connection of connections) connection[Symbol.dispose]();
console.log(count / elapsed * 1000);
