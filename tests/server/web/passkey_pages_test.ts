import axe from "axe-core";
import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { listErrors } from "../../support/log_lines.ts";
import type { BrowserPage } from "../../support/page.ts";
import {
  addPasskey,
  askForPasskey,
  askToAdd,
  forgetSession,
  PASSKEY_BUTTON,
  signIn,
  signInHere,
  testPasskeys,
  waitForPath,
  waitForWords,
} from "../../support/passkey_scene.ts";
import { Visitor } from "../../support/visitor.ts";
import { signInVisitor } from "./page_world.ts";

const MINUTE = 60_000;
const REFUSED = /does not sign in here/;

testPasskeys("one is made, signs in, and is removed", async (scene) => {
  const { page, url, anna, device } = scene;
  await signIn(scene);
  await addPasskey(scene);
  assert.match(await page.read("ul.list"), /my phone\s+made .* · never used/);
  assert.deepEqual(await findViolations(page), []);
  await forgetSession(scene);
  await page.open(`${url}/sign-in`);
  assert.deepEqual(await findViolations(page), []);
  await page.click(PASSKEY_BUTTON);
  await waitForPath(page, `/f/${anna.family}`);
  const [session] = await anna.client.listSessions({});
  assert.equal(session?.via, "passkey");
  await page.open(`${url}/account/devices`);
  assert.match(await page.read("ul.list"), /with a passkey/);

  await forgetSession(scene);
  await device.recognize(false);
  await askForPasskey(scene);
  assert.match(await page.read("#failed:not([hidden])"), /did not work/);
  assert.deepEqual(await findViolations(page), []);
  assert.equal((await anna.client.listSessions({}))[0]?.id, session?.id);

  await device.recognize(true);
  const [passkey] = await anna.client.listPasskeys({});
  await signIn(scene);
  await page.open(`${url}/account/passkeys/${passkey!.id}/remove`);
  assert.deepEqual(await findViolations(page), []);
  await page.fill("#password", anna.password);
  await page.follow("main form button.danger");
  assert.deepEqual(await anna.client.listPasskeys({}), []);
  await forgetSession(scene);
  await askForPasskey(scene);
  await waitForWords(page, REFUSED);
  assert.deepEqual(await findViolations(page), []);
  await signInHere(page, anna); // the page has the other ways in
  await waitForPath(page, `/f/${anna.family}`);
});

testPasskeys("one leads to where its person was going, with the code of a link", async (scene) => {
  const { page, url, anna, circle, device } = scene;
  await signIn(scene);
  await addPasskey(scene);
  const { code } = await circle.client().createSignInRequest({});
  const openLink = async () => {
    await forgetSession(scene);
    await page.open("about:blank"); // or only what stands after the `#` would change
    await page.open(`${url}/approve#${code}`);
    await page.click(PASSKEY_BUTTON);
  };
  const assertArrived = async () => {
    await page.until(`document.getElementById("code")?.value === ${JSON.stringify(code)}`);
    assert.equal(await page.evaluate("location.href"), `${url}/approve`);
  };
  await openLink();
  await assertArrived();

  await device.recognize(false);
  await openLink();
  await page.read("#failed:not([hidden])");
  await page.follow("main p > a"); // with the password instead
  await signInHere(page, anna);
  await assertArrived();
  await device.recognize(true);

  const [passkey] = await anna.client.listPasskeys({});
  const { password } = anna;
  await anna.client.removePasskey({ params: { passkey_id: passkey!.id }, body: { password } });
  await openLink();
  await waitForWords(page, REFUSED);
  await signInHere(page, anna);
  await assertArrived();
  for (const text of [...page.requests, ...circle.log]) {
    assert.ok(!text.includes(code) && !text.includes(code.replace("-", "")), text);
  }
});

testPasskeys("an answer that was given before signs nobody in", async (scene) => {
  const { page, anna } = scene;
  await signIn(scene);
  await addPasskey(scene);
  await forgetSession(scene);
  await watchAnswers(page, "sessionStorage.answer = answer.value");
  await askForPasskey(scene);
  await waitForPath(page, `/f/${anna.family}`);
  await forgetSession(scene);
  await watchAnswers(page, "answer.value = sessionStorage.answer");
  await askForPasskey(scene);
  await waitForWords(page, REFUSED);
  const sessions = await anna.client.listSessions({});
  assert.equal(sessions.filter(({ via }) => via === "passkey").length, 1);
});

testPasskeys("an answer that comes too late signs nobody in, and the next does", async (scene) => {
  const { page, anna, circle, device } = scene;
  await signIn(scene);
  await addPasskey(scene);
  await forgetSession(scene);
  await device.recognize(false);
  await askForPasskey(scene);
  await page.read("#failed:not([hidden])");
  circle.advance(5 * MINUTE);
  await device.recognize(true);
  await page.click(PASSKEY_BUTTON); // asks again
  await waitForWords(page, REFUSED);
  await page.click(PASSKEY_BUTTON);
  await waitForPath(page, `/f/${anna.family}`);
});

testPasskeys("of two accounts on one device, each is signed in by its own", async (scene) => {
  const { page, anna, circle, device } = scene;
  const ben = await circle.join({ name: "Ben" });
  await signIn(scene);
  await addPasskey(scene);
  const [annas] = await device.list();
  await signIn(scene, ben);
  await addPasskey(scene, ben);
  const both = await device.list();
  const bens = both.find(({ credentialId }) => credentialId !== annas!.credentialId)!;
  assert.notEqual(bens.userHandle, annas!.userHandle);
  await device.remove(annas!.credentialId);
  for (const [credential, person] of [[annas!, anna], [bens, ben]] as const) {
    await device.remove(bens.credentialId).catch(() => {});
    await device.add(credential);
    await askForPasskey(scene); // while the other one is signed in
    await waitForPath(page, `/f/${person.family}`);
    const [session] = await person.client.listSessions({});
    assert.equal(session?.via, "passkey");
    await device.remove(credential.credentialId);
  }
  const sessions = await anna.client.listSessions({});
  assert.ok(sessions.every(({ via }) => via !== "passkey"), "which ended when Ben signed in");
});

testPasskeys(
  "to cancel adds nothing, signs nobody in, and leaves the other ways",
  async (scene) => {
    const { page, url, anna, device } = scene;
    await signIn(scene);
    await device.touch(false);
    await askToAdd(scene, anna.password);
    await page.read("#passkey:not([hidden])");
    await page.follow("main p > a");
    assert.match(await page.read("main"), /You have none/);
    assert.deepEqual(await device.list(), []);
    await device.touch(true);
    await addPasskey(scene);
    await device.touch(false);
    await forgetSession(scene);
    await askForPasskey(scene);
    await waitForPath(page, "/sign-in/passkey");
    await page.follow("main p > a");
    assert.equal(await page.evaluate("location.href"), `${url}/sign-in`);
    await device.touch(true);
    await page.click(PASSKEY_BUTTON);
    await waitForPath(page, `/f/${anna.family}`);
  },
);

testPasskeys("one for another host name is not offered", async (scene) => {
  const { page, anna, device } = scene;
  await signIn(scene);
  await addPasskey(scene);
  const [credential] = await device.list();
  await device.remove(credential!.credentialId);
  await device.add({ ...credential!, rpId: "alt.example" });
  await forgetSession(scene);
  await askForPasskey(scene);
  assert.match(await page.read("#failed:not([hidden])"), /did not work/);
  assert.ok((await anna.client.listSessions({})).every(({ via }) => via === "password"));
});

/** Runs a statement over the `answer` that the page of a passkey is about to send. */
async function watchAnswers({ call }: BrowserPage, statement: string): Promise<void> {
  await call("Page.addScriptToEvaluateOnNewDocument", {
    source: `{
      const { submit } = HTMLFormElement.prototype;
      HTMLFormElement.prototype.submit = function () {
        const { response: answer } = this.elements;
        ${statement};
        submit.call(this);
      };
    }`,
  });
}

async function findViolations(page: BrowserPage): Promise<string[]> {
  await page.evaluate(`(() => { ${axe.source} })()`);
  return await page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id }) => id))",
  );
}

testPasskeys(
  "at another name of the same machine, they are not offered, with the reason",
  async (scene) => {
    const { page, url } = scene;
    const elsewhere = url.replace("localhost", "127.0.0.1");
    await page.open(`${elsewhere}/sign-in`);
    await signInHere(page, scene.anna);
    await page.open(`${elsewhere}/account/passkeys`);
    assert.match(await page.read("#elsewhere:not([hidden])"), /only at http:\/\/localhost:\d+/);
    assert.equal(await page.evaluate("document.getElementById('passkey').hidden"), true);
    await page.call("Network.clearBrowserCookies");
    await page.open(`${elsewhere}/sign-in`);
    assert.equal(await page.evaluate("document.getElementById('passkey').hidden"), true);
  },
);

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
