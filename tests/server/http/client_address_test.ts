import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";

/** What stands in `X-Forwarded-For`, and the address that the log then names. */
const FORWARDED: readonly [forwardedFor: string, address: string][] = [
  ["192.0.2.1", "192.0.2.1"],
  ["  192.0.2.1  ", "192.0.2.1"],
  ["198.51.100.9, 192.0.2.1", "192.0.2.1"],
  ["192.0.2.1, 203.0.113.7", "192.0.2.1"],
  ["198.51.100.9, 192.0.2.1, 203.0.113.7, 127.0.0.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::FFFF:c000:0201", "192.0.2.1"],
  ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
  ["2001:DB8:0:0::1", "2001:db8::1"],
  ["203.0.113.7", "203.0.113.7"],
  ["192.0.2.1, 2001:db8:0::7", "192.0.2.1"],
  // What no proxy writes: the last that can be believed is the proxy itself.
  ["", "127.0.0.1"],
  ["unknown", "127.0.0.1"],
  ["192.0.2.1, unknown", "127.0.0.1"],
  ["192.0.2.1,", "127.0.0.1"],
  ["999.0.0.1", "127.0.0.1"],
  ['"><script>', "127.0.0.1"],
];

Deno.test("behind trusted proxies, the address is the last untrusted one", async (t) => {
  await using circle = await startCircle({
    CIRCLE_TRUSTED_PROXIES: "127.0.0.1, 203.0.113.7,2001:0db8::0007",
  });
  for (const [forwardedFor, address] of FORWARDED) {
    await t.step(forwardedFor, async () => {
      await logInWrongly(circle, forwardedFor);
      assert.equal(JSON.parse(circle.log.at(-1)!).address, address);
    });
  }
});

Deno.test("a range of trusted proxies ends where its prefix says", async (t) => {
  await using circle = await startCircle({
    CIRCLE_TRUSTED_PROXIES: "127.0.0.0/8, 172.16.0.0/12, fd00::/8, ::ffff:10.9.0.0/112",
  });
  for (
    const [forwardedFor, address] of [
      ["192.0.2.1, 172.31.255.255", "192.0.2.1"],
      ["192.0.2.1, 172.32.0.0", "172.32.0.0"],
      ["192.0.2.1, 172.15.255.255", "172.15.255.255"],
      ["192.0.2.1, ::ffff:172.16.0.1", "192.0.2.1"],
      ["192.0.2.1, fdff::1, 10.9.255.1", "192.0.2.1"],
      ["192.0.2.1, fe00::1", "fe00::1"],
      ["192.0.2.1, fcff::1", "fcff::1"],
      ["192.0.2.1, 10.10.0.1", "10.10.0.1"],
      ["192.0.2.1, 10.8.255.255", "10.8.255.255"],
    ] as const
  ) {
    await t.step(forwardedFor, async () => {
      await logInWrongly(circle, forwardedFor);
      assert.equal(JSON.parse(circle.log.at(-1)!).address, address);
    });
  }
  assert.equal(countHints(circle.log), 0);
});

Deno.test("an untrusted proxy is hinted at once", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "10.0.0.0/8" });
  await logInWrongly(circle, "192.0.2.1");
  await logInWrongly(circle, "192.0.2.2");
  assert.equal(countHints(circle.log), 1);
});

function countHints(log: readonly string[]): number {
  return log.filter((line) => line.includes("CIRCLE_TRUSTED_PROXIES")).length;
}

Deno.test("without a trusted proxy, X-Forwarded-For is ignored", async () => {
  await using circle = await startCircle();
  await logInWrongly(circle, "192.0.2.1");
  assert.equal(JSON.parse(circle.log.at(-1)!).address, "127.0.0.1");
});

async function logInWrongly(
  circle: Awaited<ReturnType<typeof startCircle>>,
  forwardedFor: string,
): Promise<void> {
  const { status } = await circle.call("POST", "/login", {
    body: { email: "nobody@example.org", password: "not the password at all" },
    headers: { "X-Forwarded-For": forwardedFor },
  });
  assert.ok(status === 401 || status === 429);
}
