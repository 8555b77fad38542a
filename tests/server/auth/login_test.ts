import { replacePasswordHash } from "../../../server/auth/accounts.ts";
import assert from "node:assert/strict";
import { hash as hashPassword } from "@node-rs/argon2";
import { GOOD_PASSWORD, REAL_HASHES, startCircle } from "../../support/circle.ts";
import { actDuring } from "../../support/act_during.ts";
import { timeOnProcessor } from "../../support/processor_time.ts";
import { randomAddress } from "../../support/random_address.ts";
import { pause } from "../../support/pause.ts";
import { assertRefused } from "../../support/refusal.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

Deno.test("login: returns a token that opens the profile", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ email: "Anna@Example.org", name: "Anna" });
  const profile = await anna.client.getProfile({});
  assert.equal(profile.email, "Anna@Example.org");
  assert.deepEqual(profile.families.map(({ role }) => role), ["owner"]);
});

Deno.test("login: accepts an email in any case and composition", async () => {
  await using circle = await startCircle();
  await circle.join({ email: "Ren\u00e9e@Example.org" });
  const { status } = await circle.call("POST", "/login", {
    body: { email: "RENE\u0301E@example.ORG", password: GOOD_PASSWORD },
  });
  assert.equal(status, 200);
});

Deno.test("login: same answer for a wrong password and an unknown email", async () => {
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

Deno.test("a token is refused immediately after logout", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await anna.client.logout({});
  const { status, headers } = await circle.call("GET", "/profile", { token: anna.token });
  assert.equal(status, 401);
  assert.equal(headers.get("www-authenticate"), 'Bearer error="invalid_token"');
});

Deno.test("restart: data and sessions survive", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await circle.restart();
  assert.equal((await anna.client.getProfile({})).id, anna.id);
});

Deno.test("a login with the old password does not survive a password change", async () => {
  await using circle = await startCircle(REAL_HASHES);
  let { email, password, client } = await circle.join();
  for (let round = 0; round < 3; round++) {
    const new_password = `${GOOD_PASSWORD} ${round}`;
    const body = { email, password };
    let left = 60; // of 100 sessions, one more would end the one that changes the password
    const logins = await actDuring(
      client.changePassword({ body: { current_password: password, new_password } }),
      () => left-- > 0 ? circle.client().login({ body }) : pause(20).then(() => Promise.reject()),
    );
    for (const { access_token } of logins) {
      await assertRefused(circle.client(access_token).getProfile({}), "invalid_token");
    }
    password = new_password;
    circle.advance(16 * 60 * 1000); // the wrong guesses are forgotten
    const again = await circle.client().login({ body: { email, password } });
    client = circle.client(again.access_token);
  }
});

Deno.test("a login during the deletion of the account is refused or ended, never a 500", async () => {
  await using circle = await startCircle(REAL_HASHES);
  for (let round = 0; round < 6; round++) {
    const { email, password, client } = await circle.join();
    const [, ...logins] = await Promise.all([
      client.deleteProfile({ body: { password } }),
      ...Array.from(
        { length: 8 },
        () => circle.call("POST", "/login", { body: { email, password } }),
      ),
    ]);
    for (const { status } of logins) assert.ok([200, 401].includes(status), String(status));
    circle.advance(16 * 60 * 1000);
  }
  assert.deepEqual(await circle.db.selectFrom("sessions").select("id").execute(), []);
});

Deno.test("login: rehashes the password after the cost was raised, also when concurrent", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { email, password, client } = await circle.join();
  const hash = await hashPassword(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  await circle.db.updateTable("accounts").set({ password_hash: hash }).execute();
  assert.ok(hash.startsWith("$argon2id$v=19$m=8192,t=1,p=1$"));
  await Promise.all([1, 2, 3].map(() => circle.client().login({ body: { email, password } })));
  const { password_hash } = await circle.db.selectFrom("accounts").select("password_hash")
    .executeTakeFirstOrThrow();
  assert.match(password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  await client.getProfile({});
});

// Which costs there are is the same on all databases, by a test of `password_hasher_test.ts`.
testOnSqlite(
  "login: same time for unknown and known accounts, whatever their hashes cost",
  async (t) => {
    // Each stored hash costs five times as much as a new one, or a fifth: more than any noise.
    const cases = {
      "a hash that is cheaper than new ones": {
        setting: "m=32768,t=6,p=1",
        stored: { memoryCost: 19456, timeCost: 2, parallelism: 1 },
      },
      "a hash of the FastAPI original": {
        setting: "m=19456,t=2,p=1",
        stored: { memoryCost: 65536, timeCost: 3, parallelism: 4 },
      },
    };
    for (const [name, { setting, stored }] of Object.entries(cases)) {
      await t.step(name, async () => {
        await using circle = await startCircle({
          CIRCLE_PASSWORD_COST: setting,
          CIRCLE_TRUSTED_PROXIES: "127.0.0.1",
        });
        const { email, password } = await circle.join();
        const password_hash = await hashPassword(password, stored);
        await circle.db.updateTable("accounts").set({ password_hash }).execute();
        const logIn = (email: string) =>
          timeOnProcessor(async () => {
            const body = { email, password: "not the password at all" };
            const headers = { "X-Forwarded-For": randomAddress() };
            assert.equal((await circle.call("POST", "/login", { body, headers })).status, 401);
          });
        await logIn(email); // the server sees the cost of this hash
        const known: number[] = [];
        const unknown: number[] = [];
        for (let round = 0; round < 9; round++) {
          known.push(await logIn(email));
          unknown.push(await logIn(`${round}@example.org`));
        }
        // What else the machine does only adds to a time, so the least one tells most.
        const [least, other] = [Math.min(...known), Math.min(...unknown)];
        assert.ok(least > 0.6 * other && least < 1.67 * other, `${least} ms and ${other} ms`);
      });
    }
  },
);

Deno.test("login: does not overwrite a hash that changed meanwhile", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { id } = await circle.join();
  const readHash = async () =>
    (await circle.db.selectFrom("accounts").select("password_hash").executeTakeFirstOrThrow())
      .password_hash;
  const checked = await readHash();
  const changed = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQxMjM0NTY3OA$changedmeanwhile";
  await circle.db.updateTable("accounts").set({ password_hash: changed }).execute();
  const account = { id, password_hash: checked };
  assert.equal(
    await replacePasswordHash(circle.db, account, { hash: "a hash of the old password" }),
    false,
  );
  assert.equal(await readHash(), changed);
});
