import assert from "node:assert/strict";
import { disableAccount, enableAccount } from "../../../server/admin/disable_account.ts";
import { changeCircle } from "../../../server/admin/open_circle.ts";
import { actDuring } from "../../support/act_during.ts";
import { requestApproval } from "../../support/approval.ts";
import { addTestPasskey, logInByPasskey } from "../../support/authenticator.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { settingsOf, startHostedCircle } from "../../support/hosted_circle.ts";
import { TELLS_HASHING, waitForHashing } from "../../support/wait_for_hashing.ts";
import { timeOnProcessor } from "../../support/processor_time.ts";
import { randomAddress } from "../../support/random_address.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { startTwoServers } from "../../support/two_servers.ts";
import { signInVisitor } from "../web/page_world.ts";

const NEW_PASSWORD = "a garden full of boats";
const PROXY = { CIRCLE_TRUSTED_PROXIES: "127.0.0.1" };

Deno.test("a disabled account is refused from the next request on, by every credential", async () => {
  await using circle = await startCircle();
  const { ben } = await startFamily(circle);
  const params = { family_id: ben.family };
  const { token } = await ben.client.createToken({ body: { name: "wall" } });
  const feed = new URL((await ben.client.createFeed({ params, body: { name: "phone" } })).url);
  const phone = await signInVisitor(circle, ben);
  assert.equal((await phone.open("/account")).status, 200);
  const { ended } = await disableAccount(depsOf(circle), ben.email);
  assert.deepEqual(ended, {
    sessions: 2,
    script_tokens: 1,
    feeds: 1,
    invites: 0,
    reset_codes: 0,
  });
  await assertRefused(ben.client.getProfile({}), "invalid_token");
  await assertRefused(circle.client(token).getProfile({}), "invalid_token");
  await assertRefused(
    circle.client().refresh({ body: { refresh_token: ben.refreshToken } }),
    "invalid_token",
  );
  assert.equal((await circle.call("GET", feed.pathname)).status, 404);
  assert.equal((await phone.open("/account")).status, 401);
  assert.equal((await signInVisitor(circle, ben)).page.status, 401);
});

Deno.test("a disabled account is refused on every server", async () => {
  await using pair = await startTwoServers();
  const anna = await pair.first.join();
  const { token } = await anna.client.createToken({ body: { name: "wall" } });
  await pair.second.client(anna.token).getProfile({});
  await disableAccount(depsOf(pair), anna.id);
  for (const server of [pair.first, pair.second]) {
    await assertRefused(server.client(anna.token).getProfile({}), "invalid_token");
    await assertRefused(server.client(token).getProfile({}), "invalid_token");
    const { email, password } = anna;
    await assertRefused(server.client().login({ body: { email, password } }), "wrong_credentials");
  }
});

Deno.test("login: a disabled account answers like a wrong password, and is counted like one", async () => {
  await using circle = await startCircle(PROXY);
  const { anna, ben } = await startFamily(circle);
  await disableAccount(depsOf(circle), ben.email);
  const logIn = async (email: string, password: string) => {
    const headers = { "X-Forwarded-For": randomAddress() };
    const answer = await circle.call("POST", "/login", { body: { email, password }, headers });
    const { request_id: _, ...told } = answer.json;
    const told_by = [...answer.headers].filter(([name]) =>
      !["date", "x-request-id"].includes(name)
    );
    return { status: answer.status, told, told_by };
  };
  const wrong = await logIn(anna.email, "not the password at all");
  assert.equal(wrong.status, 401);
  assert.deepEqual(await logIn(ben.email, ben.password), wrong);
  assert.deepEqual(await logIn(ben.email, "not the password at all"), wrong);
  for (let attempt = 0; attempt < 8; attempt++) await logIn(ben.email, ben.password);
  assert.equal((await logIn(ben.email, ben.password)).status, 429);
});

// What is hashed is the same on all databases.
testOnSqlite("login: a disabled account costs as much time as an unknown one", async () => {
  await using circle = await startCircle({ ...PROXY, CIRCLE_PASSWORD_COST: "m=32768,t=6,p=1" });
  const { email, password } = await circle.join();
  await disableAccount(depsOf(circle), email);
  const logIn = (email: string) =>
    timeOnProcessor(async () => {
      const body = { email, password };
      const headers = { "X-Forwarded-For": randomAddress() };
      assert.equal((await circle.call("POST", "/login", { body, headers })).status, 401);
    });
  const [disabled, unknown]: [number[], number[]] = [[], []];
  for (let round = 0; round < 9; round++) {
    disabled.push(await logIn(email));
    unknown.push(await logIn(`${round}@example.org`));
  }
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[4]!;
  const ratio = median(disabled) / median(unknown);
  assert.ok(ratio > 0.6 && ratio < 1.67, `${median(disabled)} ms and ${median(unknown)} ms`);
});

Deno.test("a disabled account is let in by no passkey, approval or reset code", async () => {
  const origin = "https://circle.example.org";
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: origin });
  const { anna, ben } = await startFamily(circle);
  const { passkey } = await addTestPasskey(ben, origin);
  const approved = await requestApproval(circle, ben);
  const makeCode = () =>
    anna.client.createResetCode({ params: { family_id: anna.family, account_id: ben.id } });
  const { code } = await makeCode();
  const { ended } = await disableAccount(depsOf(circle), ben.email);
  assert.equal(ended.reset_codes, 1);
  const client = circle.client();
  await assertRefused(logInByPasskey(client, passkey), "passkey_refused");
  await assertRefused(
    client.finishSignInRequest({ body: { secret: approved.secret } }),
    "request_expired",
  );
  await assertRefused(
    client.resetPassword({ body: { code, new_password: NEW_PASSWORD } }),
    "not_found",
  );
  await assertRefused(makeCode(), "forbidden");
  await enableAccount(depsOf(circle), ben.email);
  await logInByPasskey(client, passkey);
  const second = await makeCode();
  await circle.db.updateTable("accounts").set({ disabled_at: "2026-11-28" })
    .where("id", "=", ben.id).execute();
  await assertRefused(
    client.resetPassword({ body: { code: second.code, new_password: NEW_PASSWORD } }),
    "reset_expired",
  );
});

/** The tables with rows of an account that let nobody in by themselves. */
const KEPT = ["members", "passkeys", "password_resets", "people", "reactions"];

Deno.test("no table keeps anything that lets a disabled account in", async () => {
  await using circle = await startCircle();
  const { ben } = await startFamily(circle);
  const params = { family_id: ben.family };
  await ben.client.createToken({ body: { name: "wall" } });
  await ben.client.createFeed({ params, body: { name: "phone" } });
  await requestApproval(circle, ben);
  await disableAccount(depsOf(circle), ben.id);
  const tables = await circle.db.introspection.getTables();
  const withAccount = tables.filter(({ columns }) =>
    columns.some(({ name }) => name === "account_id")
  ).map(({ name }) => name as "sessions"); // any of them
  assert.ok(withAccount.length > KEPT.length);
  for (const table of withAccount.filter((name) => !KEPT.includes(name))) {
    const rows = await circle.db.selectFrom(table).select("account_id")
      .where("account_id", "=", ben.id).execute();
    assert.deepEqual(rows, [], `${table}: does it let somebody in? Then endAccess must end it`);
  }
});

Deno.test("a disabled account's invites, and its reset codes for others, end", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const { anna, ben } = await startFamily(circle);
  const carla = await addFamilyMember(circle, anna, { name: "Carla" });
  const params = { family_id: anna.family };
  const { code: invite } = await anna.client.createInvite({ params, body: { max_uses: 5 } });
  const { code } = await anna.client.createResetCode({
    params: { ...params, account_id: carla.id },
  });
  const { ended, families_without_owner } = await disableAccount(depsOf(circle), anna.email);
  assert.deepEqual([ended.invites, ended.reset_codes], [1, 1]);
  assert.deepEqual(families_without_owner, [{ id: anna.family, name: "Anna's family" }]);
  await assertRefused(circle.join({ invite }), "invite_revoked");
  await assertRefused(
    circle.client().resetPassword({ body: { code, new_password: NEW_PASSWORD } }),
    "not_found",
  );
  await ben.client.getProfile({});
});

Deno.test("an email of a disabled account stays taken", async () => {
  await using circle = await startCircle();
  const { anna, ben } = await startFamily(circle);
  await disableAccount(depsOf(circle), ben.email);
  await assertRefused(circle.join({ email: ben.email.toUpperCase() }), "email_taken");
  await assertRefused(
    anna.client.changeEmail({ body: { email: ben.email, password: anna.password } }),
    "email_taken",
  );
});

Deno.test("an enabled account can log in, and nothing else comes back", async () => {
  await using circle = await startCircle();
  const { anna, ben } = await startFamily(circle);
  const { token } = await ben.client.createToken({ body: { name: "wall" } });
  const deps = depsOf(circle);
  await disableAccount(deps, ben.email);
  await disableAccount(deps, ben.email); // as often as somebody likes
  await enableAccount(deps, ben.email);
  await enableAccount(deps, ben.email);
  await assertRefused(ben.client.getProfile({}), "invalid_token");
  await assertRefused(circle.client(token).getProfile({}), "invalid_token");
  const { email, password } = ben;
  const { access_token } = await circle.client().login({ body: { email, password } });
  assert.equal((await circle.client(access_token).getProfile({})).families.length, 1);
  const log = await anna.client.listFamilyLog({ params: { family_id: anna.family } });
  assert.deepEqual(log.slice(0, 2).map(({ event, by, member }) => [event, by, member?.name]), [
    ["account_enabled", null, "Ben"],
    ["account_disabled", null, "Ben"],
  ]);
});

Deno.test("a login whose password is being verified when its account is disabled is refused", async () => {
  await using circle = await startCircle({
    CIRCLE_PASSWORD_COST: "m=65536,t=10,p=1",
    ...TELLS_HASHING,
  });
  const { id, email, password } = await circle.join();
  const login = findRefusal(circle.client().login({ body: { email, password } }));
  await waitForHashing(circle);
  await disableAccount(depsOf(circle), id);
  assert.equal((await login)?.code, "wrong_credentials");
});

Deno.test("logins while an account is disabled leave no session", async () => {
  await using circle = await startHostedCircle();
  const { join, call } = circle.server;
  for (let round = 0; round < 2; round++) {
    const { id, email, password } = await join();
    await changeCircle(settingsOf(circle.settings), async (deps) => {
      const body = { email, password };
      await actDuring(disableAccount(deps, id), () => call("POST", "/login", { body }));
      const sessions = await deps.db.selectFrom("sessions").select("id")
        .where("account_id", "=", id).execute();
      assert.deepEqual(sessions, []);
    });
  }
});

async function startFamily(circle: Circle): Promise<{ anna: Joined; ben: Joined }> {
  const anna = await circle.join({ name: "Anna" });
  return { anna, ben: await addFamilyMember(circle, anna, { name: "Ben" }) };
}
