import assert from "node:assert/strict";
import { disableAccount, enableAccount } from "../../../server/admin/disable_account.ts";
import type { Client } from "../../../shared/client.ts";
import { type EndpointName, listEndpoints } from "../../../shared/contract/mod.ts";
import { type Endpoint, jsonBodyOf } from "../../../shared/endpoint.ts";
import { parseJson } from "../../../shared/parse_json.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { pause } from "../../support/pause.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { findRefusal } from "../../support/refusal.ts";
import { pathOf, sampleOf } from "../../support/sample_of.ts";

/** Milliseconds in which a server has certainly looked at the token of a request. */
const AUTHENTICATED = 200;

const withBody = listEndpoints()
  .filter(([, endpoint]) => endpoint.access !== "anyone" && jsonBodyOf(endpoint));

for (const [name, endpoint] of withBody) {
  Deno.test(`${name}: a session that ends while the body arrives is refused`, async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const before = await readEverything(circle, anna);
    const answer = await holdBack(
      circle,
      { endpoint, token: anna.token, ids: idsOf(anna) },
      () => circle.client(anna.token).logout({}),
    );
    assert.equal(answer.status, 401);
    assert.equal(answer.code, "invalid_token");
    assert.deepEqual(await readEverything(circle, anna), before);
  });
}

const forScripts = withBody.filter(([, { access }]) => access === "account");

Deno.test("a script token revoked while the body arrives is refused", async (t) => {
  await using circle = await startCircle();
  const anna = await circle.join();
  for (const [name, endpoint] of forScripts) {
    const { id, token } = await anna.client.createToken({ body: { name } });
    await t.step(name, async () => {
      const answer = await holdBack(
        circle,
        { endpoint, token, ids: idsOf(anna) },
        () => anna.client.revokeToken({ params: { token_id: id } }),
      );
      assert.equal(answer.code, "invalid_token");
    });
  }
});

Deno.test("an account disabled while the bodies of all endpoints arrive is refused", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { token } = await anna.client.createToken({ body: { name: "wall" } });
  const before = await readEverything(circle, anna);
  const disabled = Promise.withResolvers<unknown>();
  const calls = [
    ...withBody.map(([name, endpoint]) => ({ name, endpoint, token: anna.token })),
    ...forScripts.map(([name, endpoint]) => ({ name, endpoint, token })),
  ];
  const answers = calls.map(async ({ name, endpoint, token }) => {
    const answer = await holdBack(
      circle,
      { endpoint, token, ids: idsOf(anna) },
      () => disabled.promise,
    );
    assert.equal(answer.code, "invalid_token", name);
  });
  await pause(2 * AUTHENTICATED);
  disabled.resolve(disableAccount(depsOf(circle), anna.id));
  await Promise.all(answers);
  await enableAccount(depsOf(circle), anna.id);
  const [accounts, [family], invites] = before as [unknown, [object], unknown];
  const after = await readEverything(circle, anna);
  const [nowAccounts, [nowFamily], ...others] = after as [unknown, [object], ...unknown[]];
  assert.deepEqual([nowAccounts, ...others], [accounts, invites, []]);
  // Members are shown with it.
  assert.deepEqual({ ...nowFamily, people_stamp: "" }, { ...family, people_stamp: "" });
});

const ofFamily: EndpointName[] = ["updateFamily", "createInvite", "setMemberRole"];

Deno.test("an owner demoted while the body arrives has only the new role", async (t) => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const { code } = await anna.client.createInvite({ params, body: { role: "owner" } });
  const ben = await circle.join({ invite: code });
  const setRole = (role: "owner" | "member") =>
    anna.client.setMemberRole({ params: { ...params, account_id: ben.id }, body: { role } });
  for (const [name, endpoint] of withBody.filter(([name]) => ofFamily.includes(name))) {
    await t.step(name, async () => {
      await setRole("owner");
      const ids = { ...idsOf(ben), account_id: anna.id };
      const answer = await holdBack(
        circle,
        { endpoint, token: ben.token, ids },
        () => setRole("member"),
      );
      assert.equal(answer.status, 403);
    });
  }
  await anna.client.removeMember({ params: { ...params, account_id: ben.id } });
});

Deno.test("a member removed while the body arrives gets 404", async (t) => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const inFamily = withBody.filter(([, { path }]) => path.includes("{family_id}"));
  assert.ok(inFamily.length > 4);
  for (const [name, endpoint] of inFamily) {
    await t.step(name, async () => {
      const { code } = await anna.client.createInvite({ params, body: { role: "owner" } });
      const ben = await circle.join({ invite: code });
      const ids = { ...idsOf(ben), account_id: anna.id };
      const answer = await holdBack(
        circle,
        { endpoint, token: ben.token, ids },
        () => anna.client.removeMember({ params: { ...params, account_id: ben.id } }),
      );
      assert.equal(answer.status, 404);
    });
  }
});

/** Changes that verify or hash a password before they act. */
const withPassword = {
  confirmPassword: (client, password) => client.confirmPassword({ body: { password } }),
  changePassword: (client, password) =>
    client.changePassword({
      body: { current_password: password, new_password: "a garden full of boats" },
    }),
  changeEmail: (client, password) =>
    client.changeEmail({ body: { email: "other@example.org", password } }),
  deleteProfile: (client, password) => client.deleteProfile({ body: { password } }),
  deleteProfileByPost: (client, password) => client.deleteProfileByPost({ body: { password } }),
} satisfies Record<string, (client: Client, password: string) => Promise<unknown>>;

Deno.test("a session that ends while a password is verified changes nothing", async (t) => {
  await using circle = await startCircle({ CIRCLE_PASSWORD_COST: "m=65536,t=5,p=1" });
  const anna = await circle.join();
  const { email, password } = anna;
  const before = await circle.db.selectFrom("accounts").selectAll().execute();
  for (const [name, act] of Object.entries(withPassword)) {
    await t.step(name, async () => {
      const { access_token } = await circle.client().login({ body: { email, password } });
      const refusal = findRefusal(act(circle.client(access_token), password));
      await pause(AUTHENTICATED / 4); // less than a password takes
      await anna.client.logout({ query: { scope: "others" } });
      assert.equal((await refusal)?.code, "invalid_token");
      assert.deepEqual(await circle.db.selectFrom("accounts").selectAll().execute(), before);
    });
  }
});

/** A request whose last byte is sent late. */
interface HeldBack {
  readonly endpoint: Endpoint;
  readonly token: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** Sends a request but for its last byte, does something else, and then sends the rest. */
async function holdBack(
  circle: Circle,
  { endpoint, token, ids }: HeldBack,
  meanwhile: () => Promise<unknown>,
): Promise<{ readonly status: number; readonly code: string }> {
  const body = JSON.stringify(sampleOf(jsonBodyOf(endpoint)!));
  using connection = await openConnection(circle.url);
  await connection.send(
    `${endpoint.method} ${pathOf(endpoint, ids)} HTTP/1.1\r\nHost: x\r\n` +
      `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${new TextEncoder().encode(body).length}\r\n\r\n`,
  );
  await connection.send(new TextEncoder().encode(body.slice(0, -1)));
  await pause(AUTHENTICATED);
  await meanwhile();
  await connection.send(body.slice(-1));
  const answer = await connection.readAnswer(endpoint.method);
  const { code } = parseJson(answer?.text ?? "") as { code: string }; // a problem
  return { status: answer!.status, code };
}

function idsOf({ family, id }: Joined): Record<string, string> {
  return { family_id: family, account_id: id };
}

/** What calls that are refused must leave as it was. */
async function readEverything({ db }: Circle, { id }: Joined): Promise<unknown[]> {
  return [
    await db.selectFrom("accounts").selectAll().where("id", "=", id).execute(),
    await db.selectFrom("families").selectAll().orderBy("id").execute(),
    await db.selectFrom("invites").selectAll().execute(),
    await db.selectFrom("script_tokens").selectAll().execute(),
  ];
}
