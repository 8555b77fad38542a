import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../support/circle.ts";

Deno.test("login hands out a token that opens the profile", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ email: "Anna@Example.org", name: "Anna" });
  const profile = await anna.client.getProfile({});
  assert.equal(profile.email, "Anna@Example.org");
  assert.deepEqual(profile.families.map(({ role }) => role), ["owner"]);
});

Deno.test("login takes an email in any case and composition", async () => {
  await using circle = await startCircle();
  await circle.join({ email: "Ren\u00e9e@Example.org" });
  const { status } = await circle.call("POST", "/login", {
    body: { email: "RENE\u0301E@example.ORG", password: GOOD_PASSWORD },
  });
  assert.equal(status, 200);
});

Deno.test("login answers alike to a wrong password and to an unknown email", async () => {
  await using circle = await startCircle();
  const { email } = await circle.join();
  const wrong = await circle.call("POST", "/login", {
    body: { email, password: "not the password at all" },
  });
  const unknown = await circle.call("POST", "/login", {
    body: { email: "nobody@example.org", password: GOOD_PASSWORD },
  });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.text, unknown.text);
  assert.deepEqual(stableHeaders(wrong.headers), stableHeaders(unknown.headers));
});

function stableHeaders(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
}

Deno.test("a token is refused from the request after logout on", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await anna.client.logout({});
  const { status, headers } = await circle.call("GET", "/profile", { token: anna.token });
  assert.equal(status, 401);
  assert.equal(headers.get("www-authenticate"), 'Bearer error="invalid_token"');
});

Deno.test("data and sessions survive a restart", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await circle.restart();
  assert.equal((await anna.client.getProfile({})).id, anna.id);
});
