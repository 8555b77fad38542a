import assert from "node:assert/strict";
import { addTestPasskey, answerChallenge, type TestPasskey } from "../../support/authenticator.ts";
import { startCircle } from "../../support/circle.ts";
import { unescapeHtml, Visitor } from "../../support/visitor.ts";

const URL_HERE = "https://circle.example.org";
const FINISH = "/sign-in/passkey/finish";

/** Answers the challenge that a page shows, as its script does. */
async function answerOnPage(visitor: Visitor, passkey: TestPasskey, to?: string): Promise<void> {
  const [, options = ""] = /data-options="([^"]*)"/.exec(visitor.page.html) ?? [];
  const { challenge } = JSON.parse(unescapeHtml(options));
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
