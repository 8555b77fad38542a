import assert from "node:assert/strict";
import { startPruning } from "../../../server/admin/prune.ts";
import { doAtOnce, testOnClusters } from "../../support/clusters.ts";
import { startCircle } from "../../support/circle.ts";
import { requestApproval, signInByApproval } from "../../support/approval.ts";
import { depsOf } from "../../support/deps_of.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { waitFor } from "../../support/wait_for.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1";

Deno.test("a device that somebody approves is signed in to their account", async () => {
  await using circle = await startCircle({
    CIRCLE_TRUSTED_PROXIES: "127.0.0.1",
    CIRCLE_PUBLIC_URL: "https://circle.example.org",
  });
  const anna = await circle.join({ name: "Anna" });
  const { json, status } = await circle.call("POST", "/sign-in-requests", {
    headers: { "User-Agent": PHONE, "X-Forwarded-For": "203.0.113.9" },
    body: {},
  });
  assert.equal(status, 201);
  const { code, secret } = json;
  assert.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  assert.equal(json.link, `https://circle.example.org/approve#${code}`);
  const device = circle.client();
  assert.deepEqual(await device.pollSignInRequest({ body: { secret } }), { status: "waiting" });
  const preview = await anna.client.previewSignInRequest({ body: { code: code.toLowerCase() } });
  assert.equal(preview.device, PHONE);
  assert.equal(preview.address, "203.0.113.9");
  assert.equal(preview.same_network, false);
  await anna.client.approveSignInRequest({ body: { code: ` ${code.replace("-", " ")} ` } });
  circle.advance(5 * SECOND);
  assert.deepEqual(await device.pollSignInRequest({ body: { secret } }), {
    status: "approved",
    account: { name: "Anna" },
  });
  const tokens = await circle.call("POST", "/sign-in-requests/finish", {
    headers: { "User-Agent": PHONE },
    body: { secret },
  });
  const phone = circle.client(tokens.json.access_token);
  assert.equal((await phone.getProfile({})).id, anna.id);
  const [session, first] = await phone.listSessions({});
  assert.deepEqual(
    [session?.via, session?.device, session?.current, session?.approved_by],
    ["approval", PHONE, true, first?.device],
  );
  assert.deepEqual([first?.via, first?.approved_by], ["password", null]);
  const { refresh_token } = tokens.json;
  await circle.client().refresh({ body: { refresh_token } });
});

Deno.test("an approved session does not count as one whose password was entered", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { secret } = await requestApproval(circle, anna);
  const { access_token } = await circle.client().finishSignInRequest({ body: { secret } });
  const phone = circle.client(access_token);
  await assertRefused(phone.createToken({ body: { name: "a" } }), "recent_login_required");
  await phone.confirmPassword({ body: { password: anna.password } });
  await phone.createToken({ body: { name: "a" } });
});

testOnClusters("of twenty concurrent finishes of an approval, one signs in", async (cluster) => {
  const anna = await cluster.first.join();
  for (let round = 0; round < 3; round++) {
    const { secret } = await requestApproval(cluster.first, anna);
    const refusals = await doAtOnce(
      cluster,
      20,
      ({ client }) => findRefusal(client().finishSignInRequest({ body: { secret } })),
    );
    const codes = refusals.map((refusal) => refusal?.code ?? "signed in").toSorted();
    assert.deepEqual(codes, [...Array(19).fill("request_expired"), "signed in"]);
    assert.equal((await anna.client.listSessions({})).length, 2 + round);
  }
});

testOnClusters("of many concurrent decisions about a request, one counts", async (cluster) => {
  const anna = await cluster.first.join();
  const ben = await cluster.second.join();
  const { code, secret } = await cluster.first.client().createSignInRequest({});
  const refusals = await doAtOnce(cluster, 12, ({ client }, index) => {
    const { approveSignInRequest: approve, refuseSignInRequest: refuse } = client(
      index % 3 === 0 ? ben.token : anna.token,
    );
    return findRefusal((index % 4 === 0 ? refuse : approve)({ body: { code } }));
  });
  const codes = refusals.map((refusal) => refusal?.code ?? "decided").toSorted();
  assert.deepEqual(codes, ["decided", ...Array(11).fill("request_expired")]);
  const row = await cluster.db.selectFrom("sign_in_requests").selectAll().executeTakeFirstOrThrow();
  const outcome = await findRefusal(
    cluster.second.client().finishSignInRequest({ body: { secret } }),
  );
  assert.equal(outcome?.code, row.account_id === null ? "request_refused" : undefined);
});

Deno.test("a request is used once, and its code decides once", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const { code, secret } = await requestApproval(circle, anna);
  for (const { client } of [anna, ben]) {
    await assertRefused(client.previewSignInRequest({ body: { code } }), "request_expired");
    await assertRefused(client.approveSignInRequest({ body: { code } }), "request_expired");
    await assertRefused(client.refuseSignInRequest({ body: { code } }), "request_expired");
  }
  const device = circle.client();
  await device.finishSignInRequest({ body: { secret } });
  await assertRefused(device.finishSignInRequest({ body: { secret } }), "request_expired");
  await assertRefused(device.pollSignInRequest({ body: { secret } }), "request_expired");
  assert.equal((await anna.client.listSessions({})).length, 2);
});

Deno.test("a request that waits, was refused or never was signs nobody in", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const device = circle.client();
  const { code, secret } = await device.createSignInRequest({});
  await assertRefused(device.finishSignInRequest({ body: { secret } }), "request_waiting");
  await assertRefused(device.finishSignInRequest({ body: { secret: code } }), "request_expired");
  await anna.client.refuseSignInRequest({ body: { code } });
  await assertRefused(device.finishSignInRequest({ body: { secret } }), "request_refused");
  await assertRefused(device.pollSignInRequest({ body: { secret } }), "request_refused");
  await assertRefused(anna.client.approveSignInRequest({ body: { code } }), "request_expired");
  assert.equal((await anna.client.listSessions({})).length, 1);
});

Deno.test("a request lives for ten minutes, approved or not", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const device = circle.client();
  const waiting = await device.createSignInRequest({});
  const approved = await requestApproval(circle, anna);
  circle.advance(10 * MINUTE - 5 * SECOND);
  await device.pollSignInRequest({ body: { secret: approved.secret } });
  circle.advance(5 * SECOND);
  for (const { secret } of [waiting, approved]) {
    await assertRefused(device.pollSignInRequest({ body: { secret } }), "request_expired");
    await assertRefused(device.finishSignInRequest({ body: { secret } }), "request_expired");
  }
  const { code } = waiting;
  await assertRefused(anna.client.approveSignInRequest({ body: { code } }), "request_expired");
});

Deno.test("a device asks every five seconds, and no sooner", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const device = circle.client();
  const { secret, code } = await device.createSignInRequest({});
  const poll = () => circle.call("POST", "/sign-in-requests/poll", { body: { secret } });
  assert.equal((await poll()).status, 202);
  const hasty = await poll();
  assert.equal(hasty.status, 429);
  assert.match(hasty.headers.get("retry-after") ?? "", /^[45]$/);
  circle.advance(5 * SECOND);
  assert.equal((await poll()).status, 202);
  await anna.client.approveSignInRequest({ body: { code } });
  await device.finishSignInRequest({ body: { secret } }); // needs no wait
});

Deno.test("a network has five requests that wait, also under many at once", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const anna = await circle.join();
  const ask = (address: string) =>
    circle.call("POST", "/sign-in-requests", { headers: { "X-Forwarded-For": address } });
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, at) => ask(`2001:db8:1:2::${at}`)),
  );
  const statuses = answers.map(({ status }) => status).toSorted();
  assert.deepEqual(statuses, [...Array(5).fill(201), ...Array(7).fill(429)]);
  const refused = answers.find(({ status }) => status === 429);
  assert.match(refused!.headers.get("retry-after") ?? "", /^(600|59\d)$/);
  assert.equal((await ask("2001:db8:1:3::1")).status, 201);
  const { code } = answers.find(({ status }) => status === 201)!.json;
  await anna.client.refuseSignInRequest({ body: { code } });
  assert.equal((await ask("2001:db8:1:2::1")).status, 201, "one does not wait any more");
  assert.equal((await ask("2001:db8:1:2::1")).status, 429);
  circle.advance(10 * MINUTE);
  assert.equal((await ask("2001:db8:1:2::1")).status, 201);
});

testOnClusters("ten wrong codes in 15 minutes block an account's codes alone", async (cluster) => {
  const anna = await cluster.first.join();
  const ben = await cluster.first.join();
  const { code } = await cluster.first.client().createSignInRequest({});
  const codes = ["preview", "approve", "refuse"] as const;
  const refusals = await doAtOnce(cluster, 24, ({ client }, index) => {
    const call = client(anna.token)[`${codes[index % 3]!}SignInRequest`];
    return findRefusal(call({ body: { code: `BCDF-${index}` } }) as Promise<unknown>);
  });
  const counts = Object.groupBy(refusals, (refusal) => refusal!.code);
  assert.deepEqual([counts.not_found?.length, counts.too_many_requests?.length], [10, 14]);
  await assertRefused(anna.client.approveSignInRequest({ body: { code } }), "too_many_requests");
  await anna.client.confirmPassword({ body: { password: anna.password } });
  await ben.client.approveSignInRequest({ body: { code } });
});

Deno.test("wrong codes count for 15 minutes", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  for (let count = 0; count < 10; count++) {
    const wrong = anna.client.previewSignInRequest({ body: { code: "BBBB-BBBB" } });
    await assertRefused(wrong, "not_found");
  }
  circle.advance(14 * MINUTE);
  const { code } = await circle.client().createSignInRequest({});
  await assertRefused(anna.client.previewSignInRequest({ body: { code } }), "too_many_requests");
  circle.advance(MINUTE + SECOND);
  await anna.client.approveSignInRequest({ body: { code } });
});

Deno.test("an approval ends with the session that gave it, and with the password", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { email, password } = anna;
  const finish = (secret: string) => circle.client().finishSignInRequest({ body: { secret } });
  const logIn = async () => {
    const { access_token } = await circle.client().login({ body: { email, password } });
    return { client: circle.client(access_token) };
  };
  const tablet = await logIn();
  const byTablet = await requestApproval(circle, tablet);
  const [session] = await anna.client.listSessions({});
  await anna.client.endSession({ params: { session_id: session!.id } });
  await assertRefused(finish(byTablet.secret), "request_expired");

  const byOther = await requestApproval(circle, await logIn());
  const byOneself = await requestApproval(circle, anna);
  await anna.client.changePassword({
    body: { current_password: password, new_password: "apple orchards by the river" },
  });
  for (const { secret } of [byOther, byOneself]) {
    await assertRefused(finish(secret), "request_expired");
  }
  assert.equal((await anna.client.listSessions({})).length, 1);

  const forNobody = await requestApproval(circle, anna);
  await anna.client.deleteProfile({ body: { password: "apple orchards by the river" } });
  await assertRefused(finish(forNobody.secret), "request_expired");
});

Deno.test("codes and secrets of requests stand in no database and no log", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const requests = [
    await circle.client().createSignInRequest({}),
    await requestApproval(circle, anna),
  ];
  await circle.client().pollSignInRequest({ body: { secret: requests[0]!.secret } });
  await anna.client.refuseSignInRequest({ body: { code: requests[0]!.code } });
  await findRefusal(circle.client().pollSignInRequest({ body: { secret: requests[0]!.secret } }));
  await circle.client().finishSignInRequest({ body: { secret: requests[1]!.secret } });
  const kept = JSON.stringify(await dumpDatabase(circle.db)) + circle.log.join("\n");
  for (const { code, secret } of requests) {
    for (const text of [code, code.replace("-", ""), secret]) assert.ok(!kept.includes(text));
  }
  for (const message of ["sign-in requested", "sign-in approved", "sign-in refused"]) {
    assert.ok(circle.log.some((line) => line.includes(message)), message);
  }
});

Deno.test("a new device is told to the others until one says that it is their own", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { secret } = await requestApproval(circle, anna);
  const tokens = await circle.client().finishSignInRequest({ body: { secret } });
  const phone = circle.client(tokens.access_token);
  const { new_devices = [] } = await anna.client.getProfile({});
  const [told] = new_devices;
  const [session, first] = await anna.client.listSessions({});
  assert.equal(new_devices.length, 1);
  assert.deepEqual(told, {
    id: session!.id,
    device: session!.device,
    approved_by: first!.device,
    created_at: session!.created_at,
  });
  const params = { session_id: session!.id };
  const own = await phone.getProfile({});
  assert.equal(own.new_devices, undefined, "not to the new device itself");
  await assertRefused(phone.keepSession({ params }), "not_found");
  const { token } = await anna.client.createToken({ body: { name: "script" } });
  assert.equal((await circle.client(token).getProfile({})).new_devices, undefined);

  const second = await signInByApproval(circle, { client: phone });
  assert.equal((await anna.client.getProfile({})).new_devices?.length, 2);
  await assertRefused(phone.keepSession({ params: { session_id: second } }), "not_found");
  await anna.client.keepSession({ params });
  await assertRefused(anna.client.keepSession({ params }), "not_found");
  const rest = (await anna.client.getProfile({})).new_devices;
  assert.deepEqual(rest?.map(({ id }) => id), [second]);
  assert.deepEqual((await phone.getProfile({})).new_devices, rest, "now it is one of the others");
  await phone.endSession({ params: { session_id: second } });
  assert.equal((await anna.client.getProfile({})).new_devices, undefined);
});

Deno.test("a session by a password that a reset code set came in by recovery", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  const { code: invite } = await anna.client.createInvite({ params, body: {} });
  const ben = await circle.join({ invite });
  const { code } = await anna.client.createResetCode({ params: { ...params, account_id: ben.id } });
  const password = "apple orchards by the river";
  await circle.client().resetPassword({ body: { code, new_password: password } });
  const logIn = async (password: string) => {
    const { access_token } = await circle.client().login({
      body: { email: ben.email, password },
    });
    return circle.client(access_token);
  };
  const client = await logIn(password);
  await client.changePassword({
    body: { current_password: password, new_password: ben.password },
  });
  const sessions = await (await logIn(ben.password)).listSessions({});
  assert.deepEqual(sessions.map(({ via }) => via), ["password", "recovery"]);
});

Deno.test("expired requests are removed", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await requestApproval(circle, anna);
  circle.advance(11 * MINUTE);
  const { secret } = await circle.client().createSignInRequest({});
  using _pruning = startPruning({
    ...depsOf(circle),
    now: () => new Date(Date.now() + 11 * MINUTE),
  }, 20);
  await waitFor("the clean-up", async () => {
    const rows = await circle.db.selectFrom("sign_in_requests").select("id").execute();
    return rows.length === 1 || undefined;
  });
  await circle.client().pollSignInRequest({ body: { secret } });
});
