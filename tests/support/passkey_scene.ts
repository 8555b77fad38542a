import assert from "node:assert/strict";
import { type Browser, CHROMIUM, startBrowser } from "./chromium.ts";
import { type Circle, type Joined, startCircle } from "./circle.ts";
import { listErrors } from "./log_lines.ts";
import { type BrowserPage, openPageIn } from "./page.ts";
import { waitFor } from "./wait_for.ts";

/** The button that asks for a passkey. */
export const PASSKEY_BUTTON = "#passkey button";

/** A circle at `http://localhost`, a browser there, and a device that has passkeys. */
export interface PasskeyScene {
  readonly circle: Circle;
  readonly url: string;
  readonly anna: Joined;
  readonly page: BrowserPage;
  readonly device: PasskeyDevice;
}

/** The device of a browser that makes and keeps passkeys, by Chromium's virtual authenticator. */
interface PasskeyDevice {
  /** Recognizes its person from now on, or does not. */
  readonly recognize: (isRecognized: boolean) => Promise<void>;
  /** Is touched by itself when it asks for that, or waits. */
  readonly touch: (isTouched: boolean) => Promise<void>;
  readonly list: () => Promise<readonly DeviceCredential[]>;
  readonly remove: (credentialId: string) => Promise<void>;
  readonly add: (credential: DeviceCredential) => Promise<void>;
}

interface DeviceCredential {
  /** Base64. */
  readonly credentialId: string;
  readonly rpId: string;
  /** Base64. */
  readonly userHandle: string;
}

/** One for all tests of a file: each has a page that knows nothing of the others. */
let browser: Browser | undefined;
Deno.test.beforeAll(async () => {
  if (CHROMIUM) browser = await startBrowser();
});
Deno.test.afterAll(async () => await browser?.[Symbol.asyncDispose]());

/** Tests passkeys in a real browser, where there is one. */
export function testPasskeys(name: string, run: (scene: PasskeyScene) => Promise<void>): void {
  Deno.test({
    name: `passkeys in a browser: ${name} (needs Chromium)`,
    ignore: CHROMIUM === undefined,
    fn: async () => {
      await using circle = await startCircle();
      const url = circle.url.replace("127.0.0.1", "localhost");
      await circle.restart({ CIRCLE_PUBLIC_URL: url });
      const anna = await circle.join({ name: "Anna" });
      await using page = await openPageIn(browser!, `${url}/sign-in`);
      await run({ circle, url, anna, page, device: await addDevice(page) });
      assert.deepEqual(page.faults, []);
      assert.deepEqual(listErrors(circle.log), []);
    },
  });
}

async function addDevice({ call }: BrowserPage): Promise<PasskeyDevice> {
  await call("WebAuthn.enable");
  const { authenticatorId } = await call<{ authenticatorId: string }>(
    "WebAuthn.addVirtualAuthenticator",
    { options: AUTHENTICATOR },
  );
  const tell = <T>(method: string, params: object = {}) =>
    call<T>(`WebAuthn.${method}`, { authenticatorId, ...params });
  return {
    recognize: (isUserVerified) => tell("setUserVerified", { isUserVerified }),
    touch: (enabled) => tell("setAutomaticPresenceSimulation", { enabled }),
    list: async () => {
      const { credentials } = await tell<{ credentials: DeviceCredential[] }>("getCredentials");
      return credentials;
    },
    remove: (credentialId) => tell("removeCredential", { credentialId }),
    add: (credential) => tell("addCredential", { credential }),
  };
}

const AUTHENTICATOR = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

/** Signs a person in by their password. */
export async function signIn(
  { page, url, anna }: PasskeyScene,
  { email, password }: Pick<Joined, "email" | "password"> = anna,
): Promise<void> {
  await page.open(`${url}/sign-in`);
  await signInHere(page, { email, password });
}

/** The same on a sign-in page that is open. */
export async function signInHere(
  page: BrowserPage,
  { email, password }: Pick<Joined, "email" | "password">,
): Promise<void> {
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.follow("main form button");
}

/** Adds a passkey of the browser's device to the account of who is signed in. */
export async function addPasskey(
  { page, url, anna }: PasskeyScene,
  { client, password }: Pick<Joined, "client" | "password"> = anna,
): Promise<void> {
  const { length } = await client.listPasskeys({});
  await askToAdd({ page, url }, password);
  await waitFor("the passkey", async () => {
    return (await client.listPasskeys({})).length > length || undefined;
  });
  await waitForPath(page, "/account/passkeys");
}

/** Fills in and sends the form that adds a passkey. */
export async function askToAdd(
  { page, url }: Pick<PasskeyScene, "page" | "url">,
  password: string,
): Promise<void> {
  await page.open(`${url}/account/passkeys`);
  await page.fill("#name", "my phone");
  await page.fill("#password", password);
  await page.follow("form[action='/account/passkeys'] button"); // to the same path
}

/** Forgets the session, as a browser does that is new to the circle. */
export async function forgetSession({ page }: PasskeyScene): Promise<void> {
  await page.call("Network.clearBrowserCookies");
}

/** Opens the sign-in page, and asks there for a passkey. */
export async function askForPasskey(scene: PasskeyScene): Promise<void> {
  await scene.page.open(`${scene.url}/sign-in`);
  await scene.page.click(PASSKEY_BUTTON);
}

/** Waits until the browser shows the page of a path, whole. */
export async function waitForPath({ until }: BrowserPage, path: string): Promise<void> {
  await until(
    `location.pathname === ${JSON.stringify(path)} && document.readyState === "complete"`,
  );
}

/** Waits until a page says something. */
export async function waitForWords({ until }: BrowserPage, words: RegExp): Promise<void> {
  await until(`${words}.test(document.body?.innerText)`);
}
