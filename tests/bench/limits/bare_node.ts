import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { FIXED_ANSWER, FIXED_HEADERS } from "./fixed_answer.ts";

// What `node:http`, which our server listens by, does at best.
const server = createServer((_, outgoing) => {
  outgoing.writeHead(200, FIXED_HEADERS);
  outgoing.end(FIXED_ANSWER);
});
server.listen(0, "127.0.0.1", () => {
  const { address, port } = server.address() as AddressInfo; // TCP, so no path
  console.log(`http://${address}:${port}`);
});
