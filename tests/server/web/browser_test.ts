import assert from "node:assert/strict";
import {
  forward,
  type ReceivedRequest,
  startAnsweringServer,
} from "../../support/answering_server.ts";
import { CHROMIUM } from "../../support/chromium.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { listErrors } from "../../support/log_lines.ts";
import { type BrowserPage, openPage } from "../../support/page.ts";
import { pause } from "../../support/pause.ts";
import { waitFor } from "../../support/wait_for.ts";

const SUBMIT = "main form button[type=submit]";

interface Scene {
  readonly circle: Circle;
  /** The owner of a family. */
  readonly anna: Joined;
  readonly page: BrowserPage;
}

Deno.test({
  name: "pages in a real browser (needs Chromium)",
  ignore: CHROMIUM === undefined,
  fn: async (t) => {
    await using circle = await startCircle();
    const anna = await circle.join({ name: "Anna" });
    await using page = await openPage(`${circle.url}/`);
    const scene = { circle, anna, page };
    for (const [name, run] of Object.entries(STEPS)) {
      await t.step(name, async () => {
        await page.call("Network.clearBrowserCookies");
        await page.open(circle.url);
        await run(scene);
        assert.deepEqual(page.faults, []);
      });
    }
    const elsewhere = page.requests.filter((url) =>
      !/^(http:\/\/(127\.0\.0\.1|localhost):|data:)/.test(url)
    );
    assert.deepEqual(elsewhere, [], "nothing comes from another host");
    assert.deepEqual(listErrors(circle.log), []);
  },
});

/** What people do, and what is done to them, each with a browser that nobody is signed in with. */
const STEPS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  "without scripts, a relative types the code, registers, writes, signs out and comes back": async (
    { circle, anna, page },
  ) => {
    await page.call("Emulation.setScriptExecutionDisabled", { value: true });
    await page.open(`${circle.url}/`);
    await page.follow('a[href="/join"]');
    await page.fill("#code", (await invite(anna)).toLowerCase());
    await page.follow(SUBMIT);
    assert.equal(await page.read("h1"), "Anna's family");
    const email = `${crypto.randomUUID()}@example.org`;
    const passphrase = await page.read("output");
    await page.fill("#name", "Opa Karl");
    await page.fill("#email", email);
    await page.follow(SUBMIT);
    assert.match(await page.read("main"), /Opa Karl\s+You/);
    await page.follow('nav a[href$="/people"]');
    await page.follow('a[href$="/people/new"]');
    await page.fill("#name", "Oma Elisabeth");
    await page.fill("#birthday_day", "31");
    await page.follow(SUBMIT);
    assert.match(await page.evaluate("document.title"), /^Error: /);
    assert.equal(await valueOf(page, "#name"), "Oma Elisabeth");
    await page.fill("#birthday_day", "30");
    await page.fill("#birthday_year", "1946");
    await page.evaluate("document.querySelector('#birthday_month').value = '11'");
    await page.follow(SUBMIT);
    assert.match(await page.read("main"), /30 November 1946/);
    await page.follow(".account");
    await page.follow('form[action="/sign-out"] button');
    assert.equal(await page.read("h1"), "Sign in");
    await page.fill("#email", email);
    await page.fill("#password", passphrase);
    await page.follow(SUBMIT);
    assert.match(await page.read("main"), /Opa Karl\s+You/);
    await page.call("Emulation.setScriptExecutionDisabled", { value: false });
  },

  "without scripts, a device asks another one, waits, sees whose account it is and goes on": async (
    { circle, page },
  ) => {
    const ben = await circle.join({ name: "Ben" });
    await page.call("Emulation.setScriptExecutionDisabled", { value: true });
    await page.open(`${circle.url}/sign-in`);
    await page.follow('a[href="/sign-in/device"]');
    await page.follow(SUBMIT);
    const code = await page.read(".code");
    await page.load(() => Promise.resolve()); // by itself
    assert.equal(await page.read(".code"), code);
    await page.load(() => ben.client.approveSignInRequest({ body: { code } }));
    assert.equal(await page.read("h1"), "You will be Ben");
    await page.follow('form[action="/sign-in/device/go-on"] button');
    assert.match(await page.read("main"), /Ben\s+You/);
    await page.call("Emulation.setScriptExecutionDisabled", { value: false });
  },

  "with scripts, a page that waits tells the news in its place, and a link fills in the code":
    async (
      { circle, page },
    ) => {
      const ben = await circle.join({ name: "Ben" });
      await page.open(`${circle.url}/sign-in/device`);
      await page.follow(SUBMIT);
      const own = await page.read(".code");
      await page.evaluate("globalThis.isSame = true");
      await ben.client.approveSignInRequest({ body: { code: own } });
      await page.read('form[action="/sign-in/device/go-on"]');
      assert.equal(await page.evaluate("isSame"), true, "it was not loaded again");
      assert.equal(await page.evaluate("document.title"), "You will be Ben · CircleShare");
      assert.equal(await page.evaluate("document.activeElement.innerText"), "You will be Ben");
      await page.follow('form[action="/sign-in/device/go-on"] button');
      const { code, secret } = await circle.client().createSignInRequest({});
      await page.open(`${circle.url}/approve#${code}`);
      assert.equal(await valueOf(page, "#code"), code);
      await page.load(() => page.press("Enter")); // the button has the focus
      assert.equal(await page.read("h1"), "Sign this device in?");
      await page.follow('form[action="/approve/yes"] button');
      await circle.client().finishSignInRequest({ body: { secret } });
      for (const text of [...page.requests, ...circle.log]) {
        for (const kept of [code, own]) {
          assert.ok(!text.includes(kept) && !text.includes(kept.replace("-", "")), text);
        }
      }
    },

  "with scripts, a link to approve keeps its code while its person signs in, also in two tries":
    async ({ circle, anna, page }) => {
      const ben = await circle.join({ name: "Ben" });
      const { code } = await circle.client().createSignInRequest({});
      await page.open(`${circle.url}/approve#${code}`);
      for (const password of ["a wrong garden of boats", ben.password]) {
        await page.fill("#email", ben.email);
        await page.fill("#password", password);
        await page.follow(SUBMIT);
      }
      assert.equal(await valueOf(page, "#code"), code);
      assert.equal(await page.evaluate("location.href"), `${circle.url}/approve`);
      const cleo = await addFamilyMember(circle, anna);
      const params = { family_id: anna.family, account_id: cleo.id };
      const reset = await anna.client.createResetCode({ params });
      const new_password = "a garden full of boats";
      await circle.client().resetPassword({ body: { code: reset.code, new_password } });
      await page.call("Network.clearBrowserCookies");
      await page.open("about:blank"); // or only what stands after the `#` would change
      await page.open(`${circle.url}/approve#${code}`);
      await page.fill("#email", cleo.email);
      await page.fill("#password", new_password);
      await page.follow(SUBMIT);
      assert.equal(await page.read("h1"), "Before you go on");
      await page.follow("main a.button");
      assert.equal(await valueOf(page, "#code"), code);
      for (const text of [...page.requests, ...circle.log]) {
        assert.ok(!text.includes(code) && !text.includes(code.replace("-", "")), text);
      }
    },

  "an invite's link fills in the code, which stands in no address and no log": async (
    { circle, anna, page },
  ) => {
    const code = await invite(anna);
    await page.open(`${circle.url}/join#${code}`);
    assert.equal(await valueOf(page, "#code"), code);
    assert.equal(await page.evaluate("location.href"), `${circle.url}/join`);
    await page.load(() => page.press("Enter")); // the button has the focus
    assert.equal(await page.read("h1"), "Anna's family");
    await page.follow('form[action="/join/new"] button'); // without a name
    assert.match(await page.evaluate("document.title"), /^Error: /);
    await page.fill("#name", "Lea");
    await page.fill("#email", `${crypto.randomUUID()}@example.org`);
    await page.follow('form[action="/join/new"] button');
    assert.match(await page.read("main"), /Lea\s+You/);
    const { entries } = await page.call<{ entries: { url: string }[] }>(
      "Page.getNavigationHistory",
    );
    const letters = code.replaceAll("-", "");
    for (const text of [...page.requests, ...entries.map(({ url }) => url), ...circle.log]) {
      assert.ok(!text.includes(code) && !text.includes(letters), text);
    }
  },

  "forms of another port, another host and a sandboxed frame are refused": async (scene) => {
    const { circle, anna, page } = scene;
    await signIn(page, anna);
    await using elsewhere = await startAnsweringServer(writeForeignPage);
    const sent: SentForm[] = [];
    await using front = await startAnsweringServer(async (request) => {
      const cookie = request.headers.get("cookie") ?? undefined;
      const { status } = await forward(request, circle.url);
      sent.push({ method: request.method, path: request.path, cookie, status });
      return new Response("", { status });
    });
    const forms = await listForeignForms(scene);
    const before = await dumpDatabase(circle.db);
    const local = (url: string) => url.replace("127.0.0.1", "localhost");
    const ways = {
      "another port": { from: elsewhere.url, to: front.url, hasCookie: true },
      "another host": { from: local(elsewhere.url), to: front.url },
      "another name of this machine": { from: elsewhere.url, to: local(front.url) },
      "a sandboxed frame": { from: `${elsewhere.url}/frame`, to: front.url },
    };
    for (const [way, { from, to, ...expected }] of Object.entries(ways)) {
      for (const { action, fields } of forms) {
        await page.open(`${from}?${new URLSearchParams({ ...fields, action: to + action })}`);
        sent.length = 0;
        await page.click("button, iframe");
        const form = await waitFor(`${action} from ${way}`, async () => {
          const found = sent.find(({ method, path }) => method === "POST" && path === action);
          // A frame that has loaded and is not drawn yet takes no presses.
          if (!found && way === "a sandboxed frame") await page.click("iframe");
          return found;
        });
        assert.equal(form.status, 403, `${action} from ${way}`);
        assert.equal(form.cookie !== undefined, "hasCookie" in expected, `${action} from ${way}`);
      }
    }
    assert.deepEqual(await dumpDatabase(circle.db), before);
    await page.open(`${circle.url}/account`);
    assert.equal(await page.read("h1"), "You", "still signed in as before");
  },

  "scripts cannot read the cookie, and Back shows nothing once it is gone": async (
    { anna, page },
  ) => {
    await signIn(page, anna);
    const { cookies } = await page.call<{ cookies: { name: string }[] }>("Network.getCookies");
    assert.deepEqual(cookies.map(({ name }) => name), ["circle"]);
    assert.equal(await page.evaluate("document.cookie"), "");
    await page.follow('nav a[href$="/people"]');
    await page.follow(".account");
    await page.follow('form[action="/sign-out"] button');
    const { currentIndex, entries } = await page.call<
      { currentIndex: number; entries: { id: number }[] }
    >("Page.getNavigationHistory");
    for (let index = currentIndex - 1; index >= 0 && index > currentIndex - 4; index--) {
      const entryId = entries[index]!.id;
      await page.load(() => page.call("Page.navigateToHistoryEntry", { entryId }));
      assert.equal(await page.read("h1"), "Sign in");
      assert.doesNotMatch(await page.evaluate("document.documentElement.outerHTML"), /Anna/);
    }
  },

  "a session that ended elsewhere leads to sign-in, and what was typed is kept": async (
    { circle, anna, page },
  ) => {
    await signIn(page, anna);
    await page.open(`${circle.url}/f/${anna.family}/people/new`);
    await page.fill("#name", "Oma <b>Elisabeth</b>");
    await page.fill("#address", "Am Bach 3\n10115 Berlin");
    await endOtherSessions(anna);
    await page.follow(SUBMIT);
    assert.equal(await page.read("h1"), "Sign in");
    assert.equal(await valueOf(page, "#kept"), "Oma <b>Elisabeth</b>\nAm Bach 3\n10115 Berlin");
    await page.follow(".brand");
    assert.equal(await page.read("h1"), "Sign in", "the next tap too");
  },

  "a double tap on a button makes one": async ({ circle, anna, page }) => {
    await signIn(page, anna);
    await using slow = await startAnsweringServer(async (request) => {
      const answer = await forward(request, circle.url);
      if (request.method === "POST") await pause(500);
      return answer;
    });
    const path = `/f/${anna.family}/people/new`;
    await page.open(slow.url + path);
    await page.fill("#name", "Only one");
    await page.load(() =>
      page.evaluate(`{
        const button = document.querySelector(${JSON.stringify(SUBMIT)});
        button.click();
        setTimeout(() => button.click(), 150);
      }`)
    );
    assert.equal(slow.requests.filter(({ method }) => method === "POST").length, 2);
    const people = await anna.client.listPeople({ params: { family_id: anna.family } });
    assert.equal(people.filter(({ name }) => name === "Only one").length, 1);
  },

  "what looks like markup is shown as it was typed": async ({ circle, anna, page }) => {
    const params = { family_id: anna.family };
    await signIn(page, anna);
    for (const name of MARKUP) await anna.client.createPerson({ params, body: { name } });
    await page.open(`${circle.url}/f/${anna.family}/people`);
    const shown = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.people a')].map(({ textContent }) => textContent)",
    );
    assert.deepEqual(MARKUP.filter((name) => !shown.includes(name)), []);
    const [name] = MARKUP;
    const note = MARKUP.join(" ");
    const { id } = await anna.client.createPerson({ params, body: { name: name!, note } });
    await page.open(`${circle.url}/f/${anna.family}/people/${id}/edit`);
    assert.equal(await valueOf(page, "#name"), name);
    assert.equal(await valueOf(page, "#note"), note);
    assert.equal(await page.evaluate("document.title"), `Change ${name} · CircleShare`);
  },
};

const MARKUP = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</title></textarea><svg onload=alert(1)>",
  "' autofocus onfocus='alert(1)",
  "&lt;b&gt; &amp;amp; &#39;",
  "<!-- --> ]]> {{7*7}}",
];

async function invite({ client, family }: Joined): Promise<string> {
  return (await client.createInvite({ params: { family_id: family }, body: {} })).code;
}

async function signIn(page: BrowserPage, { email, password }: Joined): Promise<void> {
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.follow(SUBMIT);
}

async function endOtherSessions({ client }: Joined): Promise<void> {
  await client.logout({ query: { scope: "others" } });
}

async function valueOf(page: BrowserPage, selector: string): Promise<string> {
  return await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).value`);
}

/** A form as it arrived at the server. */
interface SentForm {
  readonly method: string;
  readonly path: string;
  readonly cookie: string | undefined;
  readonly status: number;
}

interface ForeignForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Forms that a page of elsewhere would like to send in the name of who is signed in, or as whom. */
async function listForeignForms({ circle }: Scene): Promise<readonly ForeignForm[]> {
  const { email, password } = await circle.join({ name: "Mallory" });
  return [
    { action: "/sign-in", fields: { email, password } },
    { action: "/f", fields: { name: "A family that Anna did not start" } },
    { action: "/sign-out", fields: {} },
  ];
}

/** A page with a form and its fields, as its query says; in a sandboxed frame if its path says so. */
function writeForeignPage({ path }: ReceivedRequest): Response {
  const { pathname, searchParams } = new URL(path, "http://127.0.0.1");
  const { action = "", ...fields } = Object.fromEntries(searchParams);
  const inputs = Object.entries({ once: crypto.randomUUID(), ...fields })
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  const form = `<form method="post" action="${action}">${
    inputs.join("")
  }<button style="position: fixed; inset: 0">Win</button></form>`;
  const frame = `<iframe sandbox="allow-forms" srcdoc="${
    form.replaceAll('"', "&quot;")
  }"></iframe>`;
  return new Response(`<!DOCTYPE html>${pathname === "/frame" ? frame : form}`, {
    headers: { "content-type": "text/html" },
  });
}
