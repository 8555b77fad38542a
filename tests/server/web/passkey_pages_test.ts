import axe from "axe-core";
import assert from "node:assert/strict";
import { CHROMIUM } from "../../support/chromium.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { listErrors } from "../../support/log_lines.ts";
import { type BrowserPage, openPage } from "../../support/page.ts";
import { waitFor } from "../../support/wait_for.ts";
import { signInVisitor } from "./page_world.ts";
import { Visitor } from "../../support/visitor.ts";

const AUTHENTICATOR = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

/** A circle at `http://localhost`, a browser there, and a device that has passkeys. */
async function startScene() {
  await using started = new AsyncDisposableStack();
  const circle = started.use(await startCircle());
  const url = circle.url.replace("127.0.0.1", "localhost");
  await circle.restart({ CIRCLE_PUBLIC_URL: url });
  const anna = await circle.join({ name: "Anna" });
  const page = started.use(await openPage(`${url}/sign-in`));
  await page.call("WebAuthn.enable");
  const { authenticatorId } = await page.call<{ authenticatorId: string }>(
    "WebAuthn.addVirtualAuthenticator",
    { options: AUTHENTICATOR },
  );
  const kept = started.move();
  return {
    circle,
    url,
    anna,
    page,
    authenticatorId,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface Place {
  readonly page: BrowserPage;
  readonly url: string;
  readonly anna: Joined;
  readonly circle: Circle;
}

async function signIn({ page, url, anna }: Place): Promise<void> {
  await page.open(`${url}/sign-in`);
  await page.fill("#email", anna.email);
  await page.fill("#password", anna.password);
  await page.follow("form[action='/sign-in'] button");
}

async function addPasskey({ page, url, anna }: Place): Promise<void> {
  await page.open(`${url}/account/passkeys`);
  await page.fill("#name", "my phone");
  await page.fill("#password", anna.password);
  await page.click("form[action='/account/passkeys'] button");
  await waitFor("the passkey", async () => {
    const [passkey] = await anna.client.listPasskeys({});
    return passkey;
  });
}

async function signOut({ page }: Place): Promise<void> {
  await page.call("Network.clearBrowserCookies");
}

Deno.test({
  name: "a passkey is made, signs in, and is removed in a real browser (needs Chromium)",
  ignore: CHROMIUM === undefined,
  fn: async () => {
    await using scene = await startScene();
    const { page, url, anna, circle, authenticatorId } = scene;
    await signIn(scene);
    await addPasskey(scene);
    await page.open(`${url}/account/passkeys`);
    assert.match(await page.read("ul.list"), /my phone\s+made .* · never used/);
    assert.deepEqual(await findViolations(page), []);
    await signOut(scene);
    await page.open(`${url}/sign-in`);
    assert.deepEqual(await findViolations(page), []);
    await page.click("form[action='/sign-in/passkey'] button");
    const [session] = await waitFor("the session", async () => {
      const sessions = await anna.client.listSessions({});
      return sessions[0]?.via === "passkey" ? sessions : undefined;
    });
    await page.open(`${url}/account/devices`);
    assert.match(await page.read("ul.list"), /with a passkey/);

    await signOut(scene);
    await page.call("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.open(`${url}/sign-in`);
    await page.follow("form[action='/sign-in/passkey'] button");
    assert.match(await page.read("#failed"), /did not work/);
    assert.deepEqual(await findViolations(page), []);
    await page.call("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    assert.equal((await anna.client.listSessions({}))[0]?.id, session?.id);

    const [passkey] = await anna.client.listPasskeys({});
    await signIn(scene);
    await page.open(`${url}/account/passkeys/${passkey!.id}/remove`);
    assert.deepEqual(await findViolations(page), []);
    await page.fill("#password", anna.password);
    await page.follow("main form button.danger");
    assert.deepEqual(await anna.client.listPasskeys({}), []);
    await signOut(scene);
    await page.open(`${url}/sign-in`);
    await page.click("form[action='/sign-in/passkey'] button");
    await waitFor("the refusal", async () => {
      const text = await page.evaluate<string>("document.body.innerText");
      return /does not sign in here/.test(text) || undefined;
    });
    assert.deepEqual(page.faults, []);
    assert.deepEqual(listErrors(circle.log), []);
  },
});

async function findViolations(page: BrowserPage): Promise<string[]> {
  await page.evaluate(`(() => { ${axe.source} })()`);
  return await page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id }) => id))",
  );
}

Deno.test("at an address that cannot have passkeys, the pages say why", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = await signInVisitor(circle, anna);
  const { status, text } = await visitor.open("/account/passkeys");
  assert.equal(status, 200);
  assert.match(text, /Passkeys need a host name/);
  assert.doesNotMatch(visitor.page.html, /<script|Add a passkey/);
  const stranger = new Visitor(circle.url);
  await stranger.open("/sign-in");
  assert.doesNotMatch(stranger.page.html, /sign-in\/passkey/);
  assert.deepEqual(listErrors(circle.log), []);
});
