import assert from "node:assert/strict";
import { requestApproval } from "../../support/approval.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { insertPasskey } from "../../support/insert_passkey.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux } from "../../support/tmux.ts";
import { waitFor } from "../../support/wait_for.ts";

const CODE = /\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b/;

Deno.test({
  name: "login --with-device: shows a code, waits, and asks whose account it will be",
  ignore: !hasTmux,
  fn: async () => {
    await using circle = await startCircle();
    const anna = await circle.join({ name: "Anna" });
    await using terminal = await openCircleTerminal(circle.url);
    const { tmux } = terminal;
    await tmux.enter("circle login --with-device");
    await tmux.waitFor(/Waiting for the other device/);
    const shown = await tmux.capture();
    assert.match(shown, /\/approve#[A-Z]{4}-[A-Z]{4}$/m);
    assert.match(shown, /[▀▄█]{4}[^]*\/approve#/, "a picture above the link");
    assert.doesNotMatch(shown, /\/approve#[^]*[▀▄█]{4}/, "none that pushes it out of sight");
    const code = CODE.exec(shown)![0];
    await anna.client.approveSignInRequest({ body: { code } });
    await tmux.waitFor(/You will be Anna\. Go on\? \(yes or no\)/);
    assert.equal((await anna.client.listSessions({})).length, 1, "nobody is logged in yet");
    await tmux.enter("yes");
    await tmux.waitFor(/You are logged in to http\S+ as Anna\./);
    const screen = await terminal.run("circle whoami");
    assert.match(screen, /Anna </);
    const [session] = await anna.client.listSessions({});
    assert.equal(session?.via, "approval");
  },
});

Deno.test({
  name: "login --with-device: Ctrl-C ends the waiting, and no leaves nobody logged in",
  ignore: !hasTmux,
  fn: async () => {
    await using circle = await startCircle();
    const anna = await circle.join({ name: "Anna" });
    await using terminal = await openCircleTerminal(circle.url);
    const { tmux } = terminal;
    await tmux.enter("circle login --with-device; echo exit:$?");
    await tmux.waitFor(/Waiting for the other device/);
    await tmux.press("C-c");
    await tmux.waitFor(/^(\^C)?exit:130$/m);
    await tmux.enter("clear; circle login --with-device; echo exit:$?");
    const screen = await tmux.waitFor(/Waiting for[^]*Waiting for/);
    const code = CODE.exec(screen.slice(screen.lastIndexOf("/approve#")))![0];
    await anna.client.approveSignInRequest({ body: { code } });
    await tmux.waitFor(/You will be Anna/);
    await tmux.enter("no");
    await tmux.waitFor(/^exit:7$/m);
    assert.equal((await anna.client.listSessions({})).length, 1);
  },
});

Deno.test("login --with-device: off a terminal it needs --yes, and --json prints the profile", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  await using device = await makeDevice();
  const login = ["login", "--with-device", "--server", circle.url];
  const refused = await device.run(login);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--yes is missing/);
  assert.equal((await circle.db.selectFrom("sign_in_requests").select("id").execute()).length, 0);
  const running = device.run([...login, "--yes", "--json"]);
  await approveNext(circle, anna);
  const { code: exitCode, stdout, stderr } = await running;
  assert.equal(exitCode, 0, stderr);
  assert.equal(JSON.parse(stdout).id, anna.id);
  assert.match(stderr, CODE);
  const { sessions: [saved] } = await device.readConfig();
  assert.equal(saved.account_id, anna.id);
  assert.equal((await device.run(["whoami"])).code, 0, "a device is not told of itself");
});

/** Approves the request that comes next, past the API, since only the device knows its code. */
async function approveNext({ db }: Circle, { id, client }: Joined): Promise<void> {
  const [session] = await client.listSessions({});
  const request = await waitFor("a request", async () => {
    return await db.selectFrom("sign_in_requests").select("id").executeTakeFirst();
  });
  await db.updateTable("sign_in_requests")
    .set({ account_id: id, session_id: session!.id, decided_at: new Date().toISOString() })
    .where("id", "=", request.id).execute();
}

Deno.test("login --with-device: a request that is refused ends with its reason", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const running = device.run(["login", "--with-device", "--yes", "--server", circle.url]);
  await waitFor("a request", async () => {
    const { numUpdatedRows } = await circle.db.updateTable("sign_in_requests")
      .set({ decided_at: new Date().toISOString() }).executeTakeFirst();
    return numUpdatedRows > 0n || undefined;
  });
  const { code, stdout, stderr } = await running;
  assert.equal(code, 7);
  assert.match(stderr, /has refused/);
  assert.match(stdout, CODE);
  assert.match(stdout, /^On a device [^]*\/approve#[^]*[▀▄█]{4}/, "a script reads the code first");
});

Deno.test("login --with-device goes with no other way to log in, and --yes with nothing else", async () => {
  await using device = await makeDevice();
  for (
    const args of [
      ["--with-device", "--with-token"],
      ["--with-device", "--password-stdin"],
      ["--with-device", "--email", "a@b.c"],
      ["--yes"],
    ]
  ) {
    assert.equal((await device.run(["login", "--server", "http://127.0.0.1:1", ...args])).code, 2);
  }
});

/** A device on which Anna is logged in. */
async function logInAsAnna(circle: Circle, device: Device) {
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  return anna;
}

Deno.test("login approve: shows the device, warns, asks, and approves", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await logInAsAnna(circle, device);
  const { code, link, secret } = await circle.client().createSignInRequest({});
  const off = await device.run(["login", "approve", code]);
  assert.deepEqual([off.code, off.stdout], [2, ""]);
  assert.match(off.stderr, /--yes is missing/);
  const { stdout, stderr, code: exitCode } = await device.run(["login", "approve", link], {
    typed: "yes\n",
  });
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /Device +Deno\/.*\nAddress +127\.0\.0\.1\nAsked .*\(just now\)/);
  assert.match(stderr, /is cheating you/);
  await circle.client().finishSignInRequest({ body: { secret } });
  assert.equal((await anna.client.listSessions({})).length, 3);
});

Deno.test("login approve: no refuses; --yes --json prints the device and does not ask", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await logInAsAnna(circle, device);
  const first = await circle.client().createSignInRequest({});
  const [half, rest] = first.code.split("-");
  const refused = await device.run(["login", "approve", half!, rest!], { typed: "no\n" });
  assert.equal(refused.code, 7);
  const { status, json } = await circle.call("POST", "/sign-in-requests/poll", {
    body: { secret: first.secret },
  });
  assert.deepEqual([status, json.code], [410, "request_refused"]);
  const { code } = await circle.client().createSignInRequest({});
  const { stdout, stderr } = await device.run(["login", "approve", code, "--yes", "--json"]);
  assert.match(stderr, /^It is approved/);
  assert.equal(JSON.parse(stdout).address, "127.0.0.1");
  const unknown = await device.run(["login", "approve", "BBBB-BBBB", "--yes"]);
  assert.equal(unknown.code, 6);
});

Deno.test("whoami and login tell of a new device, until it is kept", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await logInAsAnna(circle, device);
  const { secret } = await requestApproval(circle, anna);
  await circle.client().finishSignInRequest({ body: { secret } });
  const told = await device.run(["whoami"]);
  const [, id = ""] = /^That was you\? circle session keep (\S+)$/m.exec(told.stderr) ?? [];
  assert.match(
    told.stderr,
    /^A new device: .* approved by .*\.\nNot you\? circle session revoke \S+\nThat was/m,
  );
  const login = ["login", "--server", circle.url, "--email", anna.email, "--password-stdin"];
  assert.match((await device.run(login, { input: anna.password })).stderr, /A new device/);
  const kept = await device.run(["session", "keep", id]);
  assert.equal(kept.code, 0, kept.stderr);
  assert.equal((await device.run(["whoami"])).stderr, "");
  const { stdout } = await device.run(["session", "list"]);
  assert.match(stdout, /SIGNED IN BY\n[^]*approval by Deno/);
});

Deno.test("whoami and login tell of a new passkey, and a new password of those left", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await logInAsAnna(circle, device);
  await insertPasskey(circle, anna.id);
  const page = `${circle.url}/account/passkeys`;
  const login = ["login", "--server", circle.url, "--email", anna.email, "--password-stdin"];
  for (
    const { stderr } of [
      await device.run(["whoami"]),
      await device.run(login, { input: anna.password }),
    ]
  ) {
    assert.match(
      stderr,
      /A new passkey signs in .*: of no matter, .*, added on Safari on iPhone\./,
    );
    assert.ok(stderr.includes(page), stderr);
  }
  const input = `${anna.password}\na garden full of boats\n`;
  const { code, stderr } = await device.run(["password", "change", "--password-stdin"], { input });
  assert.equal(code, 0);
  assert.match(stderr, /A passkey still signs in to your account\. Remove what is not yours: /);
  assert.ok(stderr.includes(page), stderr);
});
