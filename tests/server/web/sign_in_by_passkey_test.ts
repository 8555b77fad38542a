import assert from "node:assert/strict";
import {
  addTestPasskey,
  answerChallenge,
  createCredential,
  type TestPasskey,
} from "../../support/authenticator.ts";
import { startCircle } from "../../support/circle.ts";
import { insertPasskey } from "../../support/insert_passkey.ts";
import { unescapeHtml, Visitor } from "../../support/visitor.ts";
import { signInVisitor } from "./page_world.ts";

const URL_HERE = "https://circle.example.org";
const FINISH = "/sign-in/passkey/finish";

/** What the script of a page is told. */
function readOptions({ page: { html } }: Visitor) {
  const [, options = ""] = /data-options="([^"]*)"/.exec(html) ?? [];
  return JSON.parse(unescapeHtml(options));
}

/** Answers the challenge that a page shows, as its script does. */
async function answerOnPage(visitor: Visitor, passkey: TestPasskey, to?: string): Promise<void> {
  const { challenge } = readOptions(visitor);
  const response = JSON.stringify(answerChallenge(passkey, challenge));
  await visitor.send(FINISH, to === undefined ? { response } : { response, to });
}

Deno.test("a passkey leads to the page that its person opened, and to none elsewhere", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: URL_HERE });
  const anna = await circle.join();
  const { passkey } = await addTestPasskey(anna, URL_HERE);
  const start = `/f/${anna.family}`;
  const targets = [
    [undefined, "/account/devices"],
    ["//evil.example/f", start],
    ["https://evil.example/f", start],
    ["/f/../sign-out", start],
    ["/sign-in", start],
  ] as const;
  for (const [changed, arrived] of targets) {
    const visitor = new Visitor(circle.url);
    await visitor.open("/account/devices");
    await visitor.send("/sign-in/passkey");
    await answerOnPage(visitor, passkey, changed);
    assert.equal(visitor.page.path, arrived, String(changed));
  }
});

Deno.test("a passkey that is refused leaves the other ways in, to the same page", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: URL_HERE });
  const anna = await circle.join();
  const { passkey, added: { id: passkey_id } } = await addTestPasskey(anna, URL_HERE);
  const { email, password } = anna;
  await anna.client.removePasskey({ params: { passkey_id }, body: { password } });
  const visitor = new Visitor(circle.url);
  await visitor.open("/account/devices");
  await visitor.send("/sign-in/passkey");
  await answerOnPage(visitor, passkey);
  assert.equal(visitor.page.status, 401);
  assert.match(visitor.page.title, /^Error: Sign in/);
  assert.match(visitor.page.text, /does not sign in here/);
  await visitor.send("/sign-in", { email, password });
  assert.equal(visitor.page.path, "/account/devices");
});

Deno.test("a page tells of a new passkey, and a new password of those that are left", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: URL_HERE });
  const anna = await circle.join();
  const visitor = await signInVisitor(circle, anna);
  const changePassword = async (current_password: string, new_password: string) => {
    await visitor.open("/account/password");
    return await visitor.send("/account/password", { current_password, new_password });
  };
  const [first, second, third] = ["first", "second", "third"].map((n) => `a ${n} garden of boats`);
  assert.doesNotMatch((await changePassword(anna.password, first!)).text, /passkey/);
  const { access_token } = await circle.client().login({
    body: { email: anna.email, password: first! },
  });
  const phone = { client: circle.client(access_token), password: first! };
  const { added: { id } } = await addTestPasskey(phone, URL_HERE, "a <phone>");
  const { text } = await visitor.open("/account");
  assert.match(
    text,
    /A new passkey signs in to your account: a <phone> , .*, added on .*Not yours/,
  );
  assert.match(visitor.page.html, new RegExp(`href="/account/passkeys/${id}/remove"`));
  await visitor.send(`/account/passkeys/${id}/keep`);
  assert.equal(visitor.page.path, "/account/passkeys");
  assert.doesNotMatch(visitor.page.text, /A new passkey/);
  assert.match((await changePassword(first!, second!)).text, /A passkey still signs in to your/);
  assert.match(visitor.page.html, /href="\/account\/passkeys"/);
  await insertPasskey(circle, anna.id);
  assert.match((await changePassword(second!, third!)).text, /2 passkeys still sign in to your/);
});

Deno.test("a passkey is added and removed once, also where its form is sent again", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: URL_HERE });
  const anna = await circle.join();
  const { password } = anna;
  const visitor = await signInVisitor(circle, anna);
  await visitor.open("/account/passkeys");
  await visitor.send("/account/passkeys", { name: "my phone", password });
  const { response } = createCredential(readOptions(visitor), URL_HERE);
  const sendTwice = async (form: Parameters<Visitor["post"]>[0]) => {
    for (const _ of [1, 2]) {
      const { status, path } = await visitor.post(form);
      assert.deepEqual([status, path], [200, "/account/passkeys"]);
    }
  };
  const finish = "/account/passkeys/finish";
  await sendTwice(visitor.form(finish, { response: JSON.stringify(response) }));
  const [passkey, ...others] = await anna.client.listPasskeys({});
  assert.deepEqual([passkey?.name, others], ["my phone", []]);
  const remove = `/account/passkeys/${passkey!.id}/remove`;
  await visitor.open(remove);
  await sendTwice(visitor.form(remove, { password }));
  assert.deepEqual(await anna.client.listPasskeys({}), []);
});
