import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { trackConnections } from "../../../server/http/connections.ts";
import { sendHalves } from "../../support/half_sent.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const LIMIT = 16;
const BURST = 40;

/** Connects many times at once, says so in a file, and prints how many are answered and ended. */
const CLIENT = `
const [port, request, file] = Deno.args;
const connections = await Promise.all(
  Array.from({ length: ${BURST} }, () => Deno.connect({ port: Number(port) })),
);
const bytes = new TextEncoder().encode(request);
await Promise.all(connections.map((connection) => connection.write(bytes)));
await Deno.writeTextFile(file, "");
const count = { answered: 0, ended: 0 };
for (const connection of connections) {
  connection.read(new Uint8Array(1024)).catch(() => null).then((length) => {
    count[length === null ? "ended" : "answered"]++;
    if (count.answered === ${BURST} || count.ended >= ${BURST - LIMIT}) {
      console.log(JSON.stringify(count));
      Deno.exit();
    }
  });
}
`;

interface Burst {
  readonly answer?: RequestListener;
  /** Where one half-sent request comes from before it. */
  readonly lone?: string;
}

/** Sends requests to a server that is busy until all of them wait; counts its answers. */
async function sendBurst(
  request: string,
  { answer = (_, outgoing) => void outgoing.end("done"), lone }: Burst = {},
) {
  const server = createServer();
  const crowds: number[] = [];
  trackConnections(server, {
    answer,
    limit: LIMIT,
    unread: BURST,
    onCrowd: ({ limit }) => crowds.push(limit),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 2 * BURST, resolve));
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  await using _stranger = lone === undefined
    ? undefined
    : sendHalves(`http://127.0.0.1:${port}`, { count: 1, addresses: [lone] });
  if (lone !== undefined) await once(server, "connection");
  await using folder = await makeTempFolder();
  const client = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", CLIENT, String(port), request, `${folder.path}/sent`],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  while (!existsSync(`${folder.path}/sent`));
  const { stdout } = await client.output();
  const kept = sockets.filter(({ destroyed }) => !destroyed).map((socket) => socket.remoteAddress);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  return { ...JSON.parse(new TextDecoder().decode(stdout)), crowds: crowds.length, kept };
}

Deno.test("more requests at once than the limit of connections are all answered", async () => {
  const { answered } = await sendBurst("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  assert.equal(answered, BURST);
});

Deno.test("of half-sent requests, no more than the limit of connections are kept", async () => {
  const { answered, ended, crowds } = await sendBurst("GET / HTTP/1.1\r\nHost: ");
  assert.equal(answered, 0);
  assert.ok(ended >= BURST - LIMIT, `${ended}`);
  assert.ok(crowds > 0);
});

Deno.test({
  name: "a crowd of new connections does not end a lone half-sent request of another address",
  ignore: Deno.build.os !== "linux", // others have one loopback address
  fn: async () => {
    const lone = "127.0.0.2";
    const { kept, crowds } = await sendBurst("", { lone });
    assert.ok(crowds > 0);
    assert.ok(kept.includes(lone));
  },
});

Deno.test("where all connections are at work, further ones are ended, and it is told", async () => {
  const work = () => {}; // without end
  const { answered, ended, crowds } = await sendBurst("GET / HTTP/1.1\r\nHost: x\r\n\r\n", {
    answer: work,
  });
  assert.equal(answered, 0);
  assert.ok(ended >= BURST - LIMIT, `${ended}`);
  assert.ok(crowds > 0);
});
