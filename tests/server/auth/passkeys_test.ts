import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import {
  addTestPasskey,
  answerChallenge,
  createCredential,
  logInByPasskey,
  MAKE_KEY,
} from "../../support/authenticator.ts";
import type { Client } from "../../../shared/client.ts";
import { prune } from "../../../server/admin/prune.ts";
import { depsOf } from "../../support/deps_of.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { listErrors } from "../../support/log_lines.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";

const MINUTE = 60_000;
const URL_HERE = "https://circle.example.org";
const SETTINGS = { CIRCLE_PUBLIC_URL: URL_HERE };

Deno.test("a passkey signs its account in, which counts as entering the password", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const options = await anna.client.createPasskeyOptions({ body: { password: anna.password } });
  assert.deepEqual(options.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
  assert.deepEqual(options.pubKeyCredParams.map(({ alg }) => alg), [-8, -7, -257]);
  assert.equal(options.rp.id, "circle.example.org");
  assert.equal(Buffer.from(options.user.id, "base64url").length, 32);
  const { passkey, added } = await addTestPasskey(anna, URL_HERE, "Anna's phone");
  assert.deepEqual([added.name, added.host, added.last_used_at], [
    "Anna's phone",
    "circle.example.org",
    null,
  ]);
  circle.advance(11 * MINUTE);
  const { access_token } = await logInByPasskey(circle.client(), passkey);
  const phone = circle.client(access_token);
  await phone.createToken({ body: { name: "needs a recent password" } });
  const [session] = await phone.listSessions({});
  assert.deepEqual([session?.via, session?.current], ["passkey", true]);
  const [listed] = await phone.listPasskeys({});
  assert.notEqual(listed?.last_used_at, null);
  const next = await anna.client.createPasskeyOptions({ body: { password: anna.password } });
  assert.deepEqual(next.excludeCredentials.map(({ id }) => id), [passkey.id]);
  assert.equal(next.user.id, options.user.id, "an account keeps its handle");
  assert.deepEqual(listErrors(circle.log), []);
});

Deno.test("every passkey that is wrong is answered the same, and signs nobody in", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const ben = await circle.join();
  const { passkey, added } = await addTestPasskey(anna, URL_HERE);
  const { passkey: other } = await addTestPasskey(ben, URL_HERE);
  const client = circle.client();
  const answers: string[] = [];
  const attempt = async (answer: (challenge: string) => ReturnType<typeof answerChallenge>) => {
    const { challenge } = await client.createPasskeyLoginOptions({});
    const body = { response: answer(challenge) };
    const { status, json } = await circle.call("POST", "/login/passkey", { body });
    const { request_id: _, ...told } = json;
    answers.push(JSON.stringify([status, told]));
    return { challenge, body };
  };
  await attempt((challenge) => answerChallenge(passkey, challenge, { isVerified: false }));
  await attempt((challenge) =>
    answerChallenge(passkey, challenge, { origin: "https://evil.example" })
  );
  await attempt((challenge) => answerChallenge(passkey, challenge, { host: "example.org" }));
  await attempt((challenge) => answerChallenge(passkey, challenge, { crossOrigin: true }));
  await attempt((challenge) => answerChallenge(passkey, challenge, { topOrigin: URL_HERE }));
  await attempt((challenge) => answerChallenge({ ...passkey, key: other.key }, challenge));
  await attempt((challenge) => answerChallenge({ ...passkey, id: other.id }, challenge));
  await attempt((challenge) =>
    answerChallenge(passkey, challenge, { userHandle: other.userHandle })
  );
  await attempt((challenge) => answerChallenge({ ...passkey, id: "AAAA" }, challenge));
  await attempt(() => answerChallenge(passkey, "AAAA"));
  const options = await anna.client.createPasskeyOptions({ body: { password: anna.password } });
  await attempt(() => answerChallenge(passkey, options.challenge));
  await attempt((challenge) => {
    const answer = answerChallenge(passkey, challenge);
    return { ...answer, response: { ...answer.response, clientDataJSON: "AAAA" } };
  });
  await attempt((challenge) => {
    circle.advance(5 * MINUTE);
    return answerChallenge(passkey, challenge);
  });
  const { password } = anna;
  await anna.client.removePasskey({ params: { passkey_id: added.id }, body: { password } });
  await attempt((challenge) => answerChallenge(passkey, challenge));
  assert.equal(new Set(answers).size, 1, answers.join("\n"));
  assert.match(answers[0]!, /^\[401,.*passkey_refused/);
  assert.equal((await anna.client.listSessions({})).length, 1);
  assert.deepEqual(listErrors(circle.log), []);
});

Deno.test("a challenge is answered once, also where the answer was wrong", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const { passkey } = await addTestPasskey(anna, URL_HERE);
  const client = circle.client();
  for (const isVerified of [true, false]) {
    const { challenge } = await client.createPasskeyLoginOptions({});
    const first = { response: answerChallenge(passkey, challenge, { isVerified }) };
    const refusal = await findRefusal(client.loginByPasskey({ body: first }));
    assert.equal(refusal?.code, isVerified ? undefined : "passkey_refused");
    const body = { response: answerChallenge(passkey, challenge) };
    await assertRefused(client.loginByPasskey({ body }), "passkey_refused");
  }
});

/** A public RSA key of 8192 bits. */
const LONG_KEY = Buffer.concat([
  Buffer.from("a401030339010020590400", "hex"),
  randomBytes(1024),
  Buffer.from("2143010001", "hex"),
]);

Deno.test("a passkey signs in by each of its algorithms, and with the longest ID", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  for (const [name, makeKey] of Object.entries(MAKE_KEY)) {
    const options = await anna.client.createPasskeyOptions({ body: { password: anna.password } });
    const made = { key: makeKey(), id: randomBytes(1023) };
    const { passkey, response } = createCredential(options, URL_HERE, made);
    await anna.client.addPasskey({ body: { name, response } });
    const { access_token } = await logInByPasskey(circle.client(), passkey);
    assert.equal((await circle.client(access_token).getProfile({})).id, anna.id, name);
    const other = { ...passkey, key: makeKey().key };
    await assertRefused(logInByPasskey(circle.client(), other), "passkey_refused");
  }
});

Deno.test("a passkey is added for its own challenge, verified, and once", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const ben = await circle.join();
  const begin = () => anna.client.createPasskeyOptions({ body: { password: anna.password } });
  const name = "my phone";
  for (
    const faults of [
      { isVerified: false },
      { origin: "https://evil.example" },
      { host: "example.org" },
      { crossOrigin: true },
      { crossOrigin: true, topOrigin: "https://evil.example" },
      { id: randomBytes(1024) },
      { key: { ...MAKE_KEY.RS256(), cose: LONG_KEY } },
    ]
  ) {
    const { response } = createCredential(await begin(), URL_HERE, faults);
    await assertRefused(anna.client.addPasskey({ body: { name, response } }), "passkey_not_added");
  }
  const { response } = createCredential(await begin(), URL_HERE);
  await assertRefused(ben.client.addPasskey({ body: { name, response } }), "passkey_not_added");
  await anna.client.addPasskey({ body: { name, response } });
  await assertRefused(anna.client.addPasskey({ body: { name, response } }), "passkey_not_added");
  const { challenge } = await circle.client().createPasskeyLoginOptions({});
  const forLogin = createCredential({ ...await begin(), challenge }, URL_HERE);
  await assertRefused(
    anna.client.addPasskey({ body: { name, response: forLogin.response } }),
    "passkey_not_added",
  );
  const late = createCredential(await begin(), URL_HERE);
  circle.advance(5 * MINUTE);
  await assertRefused(
    anna.client.addPasskey({ body: { name, response: late.response } }),
    "passkey_not_added",
  );
  assert.equal((await anna.client.listPasskeys({})).length, 1);
});

Deno.test("an account has at most ten passkeys, and they ask for its password", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const ben = await circle.join();
  const wrong = { body: { password: "not the password" } };
  await assertRefused(anna.client.createPasskeyOptions(wrong), "wrong_password");
  for (let index = 0; index < 10; index++) await addTestPasskey(anna, URL_HERE);
  const body = { password: anna.password };
  await assertRefused(anna.client.createPasskeyOptions({ body }), "too_many_passkeys");
  const [{ id: passkey_id } = { id: "" }] = await anna.client.listPasskeys({});
  const params = { passkey_id };
  await assertRefused(anna.client.removePasskey({ params, ...wrong }), "wrong_password");
  await assertRefused(
    ben.client.removePasskey({ params, body: { password: ben.password } }),
    "not_found",
  );
  await anna.client.removePasskeyByPost({ params, body });
  assert.equal((await anna.client.listPasskeys({})).length, 9);
});

Deno.test("a reset code ends the passkeys of its account, and no others", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna);
  const [bens, annas] = [await addTestPasskey(ben, URL_HERE), await addTestPasskey(anna, URL_HERE)];
  const { code } = await anna.client.createResetCode({
    params: { family_id: anna.family, account_id: ben.id },
  });
  const new_password = "a garden full of boats";
  await circle.client().resetPassword({ body: { code, new_password } });
  await assertRefused(logInByPasskey(circle.client(), bens.passkey), "passkey_refused");
  await logInByPasskey(circle.client(), annas.passkey);
});

Deno.test("a counter that does not rise is logged, and not refused", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const { passkey } = await addTestPasskey(anna, URL_HERE);
  const countLines = () => circle.log.filter((line) => line.includes("did not rise")).length;
  await logInByPasskey(circle.client(), passkey);
  await logInByPasskey(circle.client(), passkey);
  await logInByPasskey(circle.client(), passkey, { counter: 7 });
  assert.equal(countLines(), 0, "synced passkeys always say 0");
  await logInByPasskey(circle.client(), passkey, { counter: 7 });
  await logInByPasskey(circle.client(), passkey, { counter: 3 });
  assert.equal(countLines(), 2);
});

testOnClusters("of twenty concurrent answers to a challenge, one signs in", async (cluster) => {
  const anna = await cluster.first.join();
  const { passkey } = await addTestPasskey(anna, URL_HERE);
  const { challenge } = await cluster.first.client().createPasskeyLoginOptions({});
  const refusals = await doAtOnce(cluster, 20, ({ client }) => {
    const body = { response: answerChallenge(passkey, challenge) };
    return findRefusal(client().loginByPasskey({ body }));
  });
  const codes = refusals.map((refusal) => refusal?.code ?? "signed in").toSorted();
  assert.deepEqual(codes, [...Array(19).fill("passkey_refused"), "signed in"]);
  assert.equal((await anna.client.listSessions({})).length, 2);
}, SETTINGS);

testOnClusters("a passkey begins on one server and goes on at another", async (cluster) => {
  const anna = await cluster.first.join();
  const there = cluster.second.client(anna.token);
  const options = await anna.client.createPasskeyOptions({ body: { password: anna.password } });
  const { passkey, response } = createCredential(options, URL_HERE);
  await there.addPasskey({ body: { name: "my phone", response } });
  const { challenge } = await cluster.second.client().createPasskeyLoginOptions({});
  const body = { response: answerChallenge(passkey, challenge) };
  const { access_token } = await cluster.first.client().loginByPasskey({ body });
  assert.equal((await cluster.second.client(access_token).getProfile({})).id, anna.id);
}, SETTINGS);

async function countUsedChallenges({ db }: Circle): Promise<number> {
  return (await db.selectFrom("used_challenges").select("hash").execute()).length;
}

Deno.test("challenges are neither stored nor logged in clear, and are cleaned up", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const { passkey } = await addTestPasskey(anna, URL_HERE);
  const options = await anna.client.createPasskeyOptions({ body: { password: anna.password } });
  const { challenge } = await circle.client().createPasskeyLoginOptions({});
  await logInByPasskey(circle.client(), passkey);
  const kept = JSON.stringify(await dumpDatabase(circle.db)) + circle.log.join("\n");
  for (const secret of [options.challenge, challenge]) assert.ok(!kept.includes(secret));
  assert.equal(await countUsedChallenges(circle), 2);
  const soon = new Date(Date.now() + 4 * MINUTE);
  await prune(depsOf(circle), soon);
  assert.equal(await countUsedChallenges(circle), 2, "they can still be answered");
  await prune(depsOf(circle), new Date(soon.getTime() + 2 * MINUTE));
  assert.equal(await countUsedChallenges(circle), 0);
});

Deno.test("strangers who ask for challenges and fail stop nobody at their address", async () => {
  await using circle = await startCircle(SETTINGS);
  const client = circle.client();
  const anna = await circle.join();
  const { passkey } = await addTestPasskey(anna, URL_HERE);
  const { secret } = await client.createSignInRequest({});
  for (let index = 0; index < 200; index++) await client.createPasskeyLoginOptions({});
  assert.equal(await countUsedChallenges(circle), 1, "only that of the new passkey");
  for (let index = 0; index < 50; index++) {
    const body = { response: answerChallenge(passkey, "AAAA") };
    await assertRefused(client.loginByPasskey({ body }), "passkey_refused");
  }
  await assertRefused(logInByPasskey(client, { ...passkey, id: "AAAA" }), "too_many_requests");
  const { email, password } = anna;
  await assertRefused(client.login({ body: { email, password } }), "too_many_requests");
  await logInByPasskey(client, passkey);
  await client.pollSignInRequest({ body: { secret } });
  assert.equal(await countUsedChallenges(circle), 2);
  await addTestPasskey(anna, URL_HERE);
});

Deno.test("an address that cannot have passkeys says why", async () => {
  for (
    const [url, reason] of [
      ["http://127.0.0.1:8000", /need a host name/],
      ["https://[2001:db8::1]", /need a host name/],
      ["http://circle.example.org", /need https/],
    ] as const
  ) {
    await using circle = await startCircle({ CIRCLE_PUBLIC_URL: url });
    const anna = await circle.join();
    const { status, json } = await circle.call("POST", "/login/passkey/options");
    assert.deepEqual([status, json.code], [409, "passkeys_unavailable"]);
    assert.match(json.detail, reason);
    const body = { password: anna.password };
    await assertRefused(anna.client.createPasskeyOptions({ body }), "passkeys_unavailable");
    assert.deepEqual(await anna.client.listPasskeys({}), []);
  }
});

Deno.test("a start at another host name tells which passkeys do not work there", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: "https://alt.example" });
  const anna = await circle.join();
  const { passkey } = await addTestPasskey(anna, "https://alt.example");
  await addTestPasskey(anna, "https://alt.example");
  assert.doesNotMatch(circle.log.join("\n"), /only at/);
  await circle.restart({ CIRCLE_PUBLIC_URL: URL_HERE });
  assert.match(circle.log.join("\n"), /2 passkeys work only at alt\.example/);
  await assertRefused(logInByPasskey(circle.client(), passkey), "passkey_refused");
});

Deno.test("a new passkey is told to the others until one says that it is their own", async () => {
  await using circle = await startCircle(SETTINGS);
  const anna = await circle.join();
  const { email, password } = anna;
  const logIn = async () => {
    const { access_token } = await circle.client().login({ body: { email, password } });
    return circle.client(access_token);
  };
  const tablet = await logIn();
  const { added, passkey } = await addTestPasskey(anna, URL_HERE, "my phone");
  const params = { passkey_id: added.id };
  const [own] = (await anna.client.listSessions({})).filter(({ current }) => current);
  assert.deepEqual((await tablet.getProfile({})).new_passkeys, [
    { id: added.id, name: "my phone", added_by: own!.device, created_at: added.created_at },
  ]);
  const byIt = circle.client((await logInByPasskey(circle.client(), passkey)).access_token);
  const { token } = await tablet.createToken({ body: { name: "script" } });
  for (const client of [anna.client, byIt, circle.client(token)]) {
    assert.equal((await client.getProfile({})).new_passkeys, undefined);
  }
  for (const client of [anna.client, byIt, (await circle.join()).client]) {
    await assertRefused(client.keepPasskey({ params }), "not_found");
  }
  const { added: second } = await addTestPasskey({ client: byIt, password }, URL_HERE);
  await assertRefused(byIt.keepPasskey({ params: { passkey_id: second.id } }), "not_found");
  const later = await logIn();
  await anna.client.logout({});
  const listTold = async (client: Client) =>
    (await client.getProfile({})).new_passkeys?.map(({ id }) => id);
  assert.deepEqual(await listTold(later), [second.id, added.id], "also once who added it is gone");
  await tablet.keepPasskey({ params });
  await assertRefused(later.keepPasskey({ params }), "not_found");
  assert.deepEqual(await listTold(later), [second.id]);
  await later.removePasskey({ params: { passkey_id: second.id }, body: { password } });
  assert.equal(await listTold(tablet), undefined);
});
