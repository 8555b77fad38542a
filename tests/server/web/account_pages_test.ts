import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { Visitor } from "../../support/visitor.ts";
import { describeDevice } from "../../../server/web/describe_device.ts";

async function signIn(
  circle: Circle,
  { email, password }: Pick<Joined, "email" | "password">,
): Promise<Visitor> {
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email, password });
  return visitor;
}

Deno.test("a person changes their name and password", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  await visitor.open("/account");
  await visitor.send("/account/name", { name: "Änne" });
  assert.equal(visitor.form("/account/name").fields.name, "Änne");
  await visitor.open("/account/password");
  const { new_password = "" } = visitor.form("/account/password").fields;
  const refused = await visitor.send("/account/password", { current_password: "wrong" });
  assert.equal(refused.status, 403);
  assert.match(refused.html, /id="current_password-error">The password is wrong\./);
  const kept = visitor.form("/account/password").fields;
  assert.equal(kept.new_password, new_password, "the passphrase that was written down stays");
  assert.equal(kept.current_password, "");
  await visitor.send("/account/password", { current_password: anna.password });
  assert.match(visitor.page.text, /Your password is changed/);
  assert.equal((await visitor.open("/account")).status, 200);
  assert.equal((await circle.call("GET", "/profile", { token: anna.token })).status, 401);
  const { page } = await signIn(circle, { ...anna, password: new_password });
  assert.equal(page.status, 200);
});

Deno.test("other devices are shown in words, and are signed out from one's own", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const phone = await signIn(circle, anna);
  const visitor = await signIn(circle, anna);
  const page = await visitor.open("/account/devices");
  assert.match(page.text, /This device/);
  await visitor.send("/account/devices/end-others");
  assert.equal((await phone.open("/account")).status, 401);
  assert.equal((await visitor.open("/account")).status, 200);
});

Deno.test("a device is named by what its program says of itself", () => {
  const names = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1":
      "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36":
      "Samsung Internet on Android",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0":
      "Edge on Windows",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0": "Firefox on Linux",
    "circle/0.1.0 (garden; linux x86_64)": "circle on garden",
    "curl/8.0": "curl/8.0",
    "curl/8.5.0": "curl/8.5.0",
    "Your account will be closed unless you tap the first button":
      "A device that does not say what it is",
    "circle/1 (Tap the first button; x86)": "circle/1",
    "": "A device that does not say what it is",
  };
  for (const [userAgent, name] of Object.entries(names)) {
    assert.equal(describeDevice(userAgent), name);
  }
});

Deno.test("script tokens are listed and revoked", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { token } = await anna.client.createToken({ body: { name: "photo wall" } });
  const visitor = await signIn(circle, anna);
  await visitor.open("/account/tokens");
  const [, path] = /action="(\/account\/tokens\/[\w-]+\/revoke)"/.exec(visitor.page.html)!;
  assert.match(visitor.page.text, /photo wall .*never used/);
  await visitor.send(path!);
  assert.match(visitor.page.text, /You have none/);
  assert.equal((await circle.call("GET", "/profile", { token })).status, 401);
});

Deno.test("script tokens are told apart: how they begin, what they may, and where", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await anna.client.updateFamily({ params: { family_id: anna.family }, body: { name: "Bergs" } });
  const tokens = {
    "It may look and change, in all of your families.": {},
    "It may look, and change nothing, in Bergs.": { read_only: true, family: anna.family },
    "It may see who is in the family (without email addresses) and read the journal, in Bergs.": {
      scopes: ["members:read" as const, "journal:read" as const],
      family: anna.family,
    },
  };
  const visitor = await signIn(circle, anna);
  for (const [sentence, options] of Object.entries(tokens)) {
    const { token } = await anna.client.createToken({ body: { name: "photo wall", ...options } });
    await visitor.open("/account/tokens");
    const shown = `photo wall ${sentence} It begins with ${token.slice(0, 13)}. never used`;
    const text = visitor.page.text.replaceAll(/ (?=[,.])/g, ""); // names have tags of their own
    assert.ok(text.includes(shown), text);
  }
});

Deno.test("what belongs to a person is saved as a file, without secrets", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  await anna.client.createToken({ body: { name: "photo wall" } });
  const visitor = await signIn(circle, anna);
  await visitor.open("/account");
  const { html } = await visitor.send("/account/export");
  const saved = JSON.parse(html);
  assert.equal(saved.account.email, anna.email);
  assert.equal(saved.families[0].person.name, "Anna");
  assert.equal(saved.script_tokens[0].name, "photo wall");
  assert.equal(saved.sessions.length, 2);
  assert.doesNotMatch(html, /hash|secret|"token"/);
});

Deno.test("an account is deleted with its password, and its session is over", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signIn(circle, anna);
  await visitor.open("/account/delete");
  assert.equal((await visitor.send("/account/delete", { password: "wrong" })).status, 403);
  await visitor.send("/account/delete", { password: anna.password });
  assert.equal(visitor.page.path, "/sign-in");
  assert.equal(visitor.cookie, undefined);
  const login = await circle.call("POST", "/login", {
    body: { email: anna.email, password: anna.password },
  });
  assert.equal(login.status, 401);
});
