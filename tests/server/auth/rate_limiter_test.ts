import assert from "node:assert/strict";
import { networkOf } from "../../../server/config/ip_address.ts";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import {
  type Answer,
  GOOD_PASSWORD,
  REAL_HASHES,
  startCircle,
  type TestClient,
} from "../../support/circle.ts";

const MINUTE = 60_000;
const UNKNOWN_CODE = "222-333-444-555-666-777";

testOnClusters(
  "of fifty concurrent wrong logins ten get 401, the others 429",
  async (cluster) => {
    const anna = await cluster.first.join();
    const answers = await doAtOnce(cluster, 50, (testClient) => logIn(testClient, anna.email));
    assert.deepEqual(countStatuses(answers), { 401: 10, 429: 40 });
    const right = await logIn(cluster.second, anna.email, anna.password);
    assert.equal(right.status, 429);
    assert.match(right.json.detail, /Try again in 15 minutes\./);
    await anna.client.getProfile({});
    await anna.client.refresh({ body: { refresh_token: anna.refreshToken } });
  },
);

testOnClusters(
  "of sixty concurrent wrong logins from an address, fifty get 401",
  async (cluster) => {
    const ben = await cluster.first.join();
    const answers = await doAtOnce(
      cluster,
      60,
      (testClient, i) => logIn(testClient, `${i}@example.org`),
    );
    assert.deepEqual(countStatuses(answers), { 401: 50, 429: 10 });
    assert.equal((await logIn(cluster.second, ben.email, ben.password)).status, 429);
    await ben.client.getProfile({});
  },
);

Deno.test("the right password is accepted before the tenth failed attempt, refused after", async () => {
  await using circle = await startCircle();
  const { email, password } = await circle.join();
  for (let count = 1; count <= 10; count++) {
    assert.equal((await logIn(circle, email, password)).status, 200);
    assert.equal((await logIn(circle, email)).status, 401);
  }
  assert.equal((await logIn(circle, email, password)).status, 429);
});

Deno.test("the right password among fifty concurrent attempts is refused after the tenth failure", async () => {
  await using circle = await startCircle(REAL_HASHES);
  let isRefused = false;
  for (let round = 0; round < 5 && !isRefused; round++) { // it can be quicker than nine others
    const { email, password } = await circle.join();
    const wrong = Array.from({ length: 50 }, () => logIn(circle, email));
    const right = logIn(circle, email, password);
    await Promise.all(wrong);
    isRefused = (await right).status === 429;
    circle.advance(16 * MINUTE);
  }
  assert.ok(isRefused);
});

Deno.test("too_many_requests says how long to wait, correctly", async () => {
  await using circle = await startCircle();
  const { email, password } = await circle.join();
  await guessWrong(circle, email, 5);
  circle.advance(6 * MINUTE);
  await guessWrong(circle, email, 5);
  const { status, headers, json } = await logIn(circle, email, password);
  assert.equal(status, 429);
  assert.match(json.detail, /Try again in 9 minutes\./);
  const seconds = Number(headers.get("retry-after"));
  circle.advance((seconds - 60) * 1000);
  assert.equal((await logIn(circle, email, password)).status, 429);
  circle.advance(61 * 1000);
  assert.equal((await logIn(circle, email, password)).status, 200);
});

Deno.test("failed attempts count for one account, whatever the spelling of its email", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ email: "anna@example.org" });
  const ben = await circle.join({ email: "ben@example.org" });
  await guessWrong(circle, "Anna@Example.org", 10);
  assert.equal((await logIn(circle, anna.email, anna.password)).status, 429);
  assert.equal((await logIn(circle, ben.email, ben.password)).status, 200);
});

Deno.test("an email without an account has the same limit", async () => {
  await using circle = await startCircle();
  const { email } = await circle.join();
  for (const guessed of [email, "nobody@example.org"]) {
    await guessWrong(circle, guessed, 10);
  }
  const known = await logIn(circle, email);
  const unknown = await logIn(circle, "nobody@example.org");
  assert.equal(known.status, 429);
  assert.equal(known.text, unknown.text);
});

/** What asks for the password again in an open session. */
const CONFIRMATIONS: readonly (readonly [method: string, path: string, field: string])[] = [
  ["DELETE", "/profile", "password"],
  ["POST", "/profile/password", "current_password"],
  ["POST", "/profile/password/confirm", "password"],
];

Deno.test("an open session: ten wrong passwords are told so, apart from logins", async () => {
  await using circle = await startCircle();
  const { email, password, token } = await circle.join();
  const confirm = async (index: number, typed: string) => {
    const [method, path, field] = CONFIRMATIONS[index % CONFIRMATIONS.length]!;
    const change = { new_password: "boats in the garden" };
    const body = { [field]: typed, ...field === "current_password" && change };
    return (await circle.call(method, path, { token, body })).status;
  };
  for (let count = 0; count < 10; count++) {
    assert.equal(await confirm(count, "not the password at all"), 403);
  }
  for (const index of CONFIRMATIONS.keys()) assert.equal(await confirm(index, password), 429);
  assert.equal((await logIn(circle, email, password)).status, 200);
  circle.advance(15 * MINUTE + 1000);
  assert.equal(await confirm(2, password), 204);
});

Deno.test("an open session: failed logins of strangers do not block its password", async () => {
  await using circle = await startCircle();
  const { email, password, token } = await circle.join();
  await guessWrong(circle, email, 10);
  await guessCodes(circle, 40);
  assert.equal((await logIn(circle, email, password)).status, 429);
  const body = { current_password: password, new_password: "boats in the garden" };
  assert.equal((await circle.call("POST", "/profile/password", { token, body })).status, 204);
});

/** Ways to try a secret that nobody has, and what they answer to a wrong one. */
const TRIES: readonly { name: string; path: string; body: object; status: number }[] = [
  { name: "an invite code", path: "/invites/preview", body: { code: UNKNOWN_CODE }, status: 404 },
  { name: "an invite code", path: "/invites/accept", body: { code: UNKNOWN_CODE }, status: 404 },
  {
    name: "an invite code",
    path: "/register",
    body: {
      email: "new@example.org",
      name: "New",
      password: GOOD_PASSWORD,
      invite: UNKNOWN_CODE,
    },
    status: 404,
  },
  {
    name: "a reset code",
    path: "/password-reset",
    body: { code: UNKNOWN_CODE, new_password: GOOD_PASSWORD },
    status: 404,
  },
  {
    name: "whose email has an account",
    path: "/register",
    body: { email: "anna@example.org", name: "New", password: GOOD_PASSWORD },
    status: 409,
  },
];

for (const { name, path, body, status } of TRIES) {
  Deno.test(`guessing ${name} at ${path} is counted by address`, async () => {
    await using circle = await startCircle();
    const { email, password, token } = await circle.join({ email: "anna@example.org" });
    await guessCodes(circle, 49);
    assert.equal((await circle.call("POST", path, { token, body })).status, status);
    assert.equal((await circle.call("POST", path, { token, body })).status, 429);
    assert.equal((await logIn(circle, email, password)).status, 429);
  });
}

Deno.test("refresh works from an address that is over the limit", async () => {
  await using circle = await startCircle();
  const { client, refreshToken } = await circle.join();
  await guessCodes(circle, 50);
  await client.refresh({ body: { refresh_token: refreshToken } });
});

Deno.test("refresh tokens of ended sessions are no failed attempts", async () => {
  await using circle = await startCircle();
  const { client, email, password, refreshToken } = await circle.join();
  await client.logout({});
  for (let count = 0; count < 60; count++) {
    const body = { refresh_token: refreshToken };
    assert.equal((await circle.call("POST", "/token/refresh", { body })).status, 401);
  }
  assert.equal((await logIn(circle, email, password)).status, 200);
});

Deno.test("a registration near the limit answers 201 exactly if it made an account", async () => {
  await using circle = await startCircle(REAL_HASHES);
  await guessCodes(circle, 49);
  const bodies = Array.from({ length: 4 }, (_, index) => ({
    email: `new${index}@example.org`,
    name: "New",
    password: GOOD_PASSWORD,
  }));
  const answers = await Promise.all([
    ...bodies.map((body) => circle.call("POST", "/register", { body })),
    logIn(circle, "nobody@example.org"),
  ]);
  circle.advance(16 * MINUTE);
  for (const [index, { email, password }] of bodies.entries()) {
    const hasAccount = (await logIn(circle, email, password)).status === 200;
    assert.equal(answers[index]!.status === 201, hasAccount);
  }
});

Deno.test("failed attempts behind a trusted proxy count for the client's address", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1, 192.0.2.80" });
  const { email, password } = await circle.join();
  const from = (forwarded: string) =>
    circle.call("POST", "/login", {
      body: { email, password },
      headers: { "X-Forwarded-For": forwarded },
    });
  for (let count = 0; count < 50; count++) {
    await guessCodes(circle, 1, {
      "X-Forwarded-For": `10.0.0.${count}, 198.51.100.7:${40_000 + count}, 192.0.2.80`,
    });
  }
  assert.equal((await from("198.51.100.7")).status, 429);
  assert.equal((await from("203.0.113.9, 198.51.100.7")).status, 429);
  assert.equal((await from("198.51.100.7, 203.0.113.9")).status, 200);
  assert.equal((await from("198.51.100.8")).status, 200);
});

Deno.test("ignores X-Forwarded-For from untrusted peers", async () => {
  await using circle = await startCircle();
  const { email, password } = await circle.join();
  for (let count = 0; count < 50; count++) {
    await guessCodes(circle, 1, {
      "X-Forwarded-For": `198.51.100.${count}`,
      "Forwarded": `for=198.51.100.${count}`,
    });
  }
  assert.equal((await logIn(circle, email, password)).status, 429);
});

Deno.test("addresses of one IPv6 /64 network share a limit", () => {
  const network = networkOf("2001:db8:1:2::1");
  for (
    const same of [
      "2001:db8:1:2:ffff:ffff:ffff:ffff",
      "2001:DB8:0001:2::",
      "2001:db8:1:2::192.0.2.1",
      "2001:db8:1:2:0:0:0:1%eth0",
    ]
  ) {
    assert.equal(networkOf(same), network, same);
  }
  for (const other of ["2001:db8:1:3::1", "2001:db8:1::2:1", "2001:db8::1:2:0:1", "::1"]) {
    assert.notEqual(networkOf(other), network, other);
  }
  assert.equal(networkOf("2001:db8:1:ff::1", 48), networkOf("2001:db8:1::", 48));
  assert.notEqual(networkOf("2001:db8:1:ff::1", 48), networkOf("2001:db8:2:ff::1", 48));
  assert.equal(networkOf("::1"), networkOf("::2"));
  assert.notEqual(networkOf("192.0.2.1"), networkOf("192.0.2.2"));
});

Deno.test("attempts from many addresses of one IPv6 /64 network count together", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const { email, password } = await circle.join();
  const from = (address: string) => ({ "X-Forwarded-For": address });
  for (let count = 0; count < 50; count++) {
    await guessCodes(circle, 1, from(`2001:db8:1:1::${count.toString(16)}`));
  }
  const statusFrom = async (address: string) =>
    (await circle.call("POST", "/login", { body: { email, password }, headers: from(address) }))
      .status;
  assert.equal(await statusFrom("2001:db8:1:1:ffff::1"), 429);
  assert.equal(await statusFrom("2001:db8:1:2::1"), 200);
});

Deno.test("networks of one IPv6 /48 site share a limit", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const { email, password } = await circle.join();
  const from = (address: string) => ({ "X-Forwarded-For": address });
  for (let count = 0; count < 200; count++) {
    await guessCodes(circle, 1, from(`2001:db8:1:${count.toString(16)}::1`));
  }
  const statusFrom = async (address: string) =>
    (await circle.call("POST", "/login", { body: { email, password }, headers: from(address) }))
      .status;
  assert.equal(await statusFrom("2001:db8:1:ffff::1"), 429);
  assert.equal(await statusFrom("2001:db8:2:1::1"), 200);
  assert.equal(await statusFrom("192.0.2.1"), 200);
});

Deno.test("failed attempts made while the clock was ahead do not lock after it is right", async () => {
  await using circle = await startCircle();
  const { email, password, client } = await circle.join();
  const years = 3 * 365 * 24 * 60 * MINUTE;
  circle.advance(years);
  await guessWrong(circle, email, 10);
  await guessCodes(circle, 39);
  assert.equal((await logIn(circle, email, password)).status, 429);
  circle.advance(-years);
  await client.getProfile({});
  assert.equal((await logIn(circle, email, password)).status, 200);
});

Deno.test("attempts on a server whose clock is seconds ahead count on the others", async () => {
  await using circle = await startCircle();
  const { email, password } = await circle.join();
  circle.advance(30_000);
  await guessWrong(circle, email, 10);
  circle.advance(-30_000);
  assert.equal((await logIn(circle, email, password)).status, 429);
});

Deno.test("an address over the limit is refused before its body is read", async () => {
  await using circle = await startCircle();
  await guessCodes(circle, 50);
  for (const path of ["/register", "/login", "/password-reset", "/invites/preview"]) {
    for (const body of ["no JSON", JSON.stringify({ password: "short", new_password: "short" })]) {
      assert.equal((await circle.call("POST", path, { body })).status, 429, path);
    }
  }
});

async function logIn(testClient: TestClient, email: string, password = "not the password at all") {
  return await testClient.call("POST", "/login", { body: { email, password } });
}

async function guessWrong(testClient: TestClient, email: string, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    assert.equal((await logIn(testClient, email)).status, 401);
  }
}

/** Wrong guesses that cost the server no hashing. */
async function guessCodes(
  testClient: TestClient,
  times: number,
  headers?: Readonly<Record<string, string>>,
): Promise<void> {
  for (let count = 0; count < times; count++) {
    const body = { code: UNKNOWN_CODE, new_password: GOOD_PASSWORD };
    assert.equal((await testClient.call("POST", "/password-reset", { body, headers })).status, 404);
  }
}

function countStatuses(answers: readonly Answer[]): Record<string, number> {
  const byStatus = Object.groupBy(answers, ({ status }) => status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, all = []]) => [status, all.length]),
  );
}
