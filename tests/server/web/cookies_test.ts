import assert from "node:assert/strict";
import { PAGES } from "../../../server/web/pages.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { fetchPage, listPageForms, postForm } from "./page_forms.ts";
import { buildPageWorld, pagePathOf, type PageWorld } from "./page_world.ts";

const HTTPS = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
const PLAIN_HTTP = { CIRCLE_PUBLIC_URL: "http://nas.local:8000" };
const KEPT = "Max-Age=2592000; Path=/; HttpOnly";

/** The whole header of a cookie, by what the settings say; its secret is 256 random bits. */
const COOKIES = {
  "http on this machine": {
    settings: {},
    signedIn: new RegExp(`^circle=[\\w-]{43}; ${KEPT}; SameSite=Lax$`),
    signedOut: "circle=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
  },
  "https": {
    settings: HTTPS,
    signedIn: new RegExp(`^__Host-circle=[\\w-]{43}; ${KEPT}; Secure; SameSite=Lax$`),
    signedOut: "__Host-circle=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
  },
  "plain http that the host allows": {
    settings: { ...PLAIN_HTTP, CIRCLE_INSECURE_HTTP: "allow" },
    signedIn: new RegExp(`^circle=[\\w-]{43}; ${KEPT}; SameSite=Lax$`),
    signedOut: "circle=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
  },
};

for (const [name, { settings, signedIn, signedOut }] of Object.entries(COOKIES)) {
  Deno.test(`cookies over ${name} are set and ended byte for byte`, async () => {
    await using world = await buildPageWorld(settings);
    const headers = {
      origin: "CIRCLE_PUBLIC_URL" in settings ? settings.CIRCLE_PUBLIC_URL : world.circle.url,
    };
    const secrets = new Set<string>();
    for (const path of ["/sign-in", "/join/new", "/join/sign-in", "/start"]) {
      const form = listPageForms().find(({ route }) => route.path === path)!.form;
      const sent = { fields: form.fields(world), headers };
      const answer = await postForm(world.visitors.stranger, path, sent);
      assert.ok(answer.status === 303 || answer.status === 200); // 200 tells of a reset code
      const [cookie, ...others] = answer.headers.getSetCookie();
      assert.deepEqual(others, []);
      assert.match(cookie ?? "", signedIn);
      secrets.add(cookie!);
      await world.restore();
    }
    assert.equal(secrets.size, 4, "each sign-in has a secret of its own");
    for (
      const [path, fields] of [["/sign-out", {}], ["/account/delete", {
        password: world.owner.password,
      }]] as const
    ) {
      const answer = await postForm(world.visitors.owner, path, { fields, headers });
      assert.deepEqual(answer.headers.getSetCookie(), [signedOut]);
      assert.equal(answer.headers.get("clear-site-data"), '"cache"');
      await world.restore();
    }
  });
}

Deno.test(
  "only a cookie of the right name signs in, and none that the server did not make",
  async () => {
    await using world = await buildPageWorld(HTTPS);
    const { origin, cookie = "" } = world.visitors.owner;
    const secret = cookie.replace("__Host-circle=", "");
    const statuses = {
      [cookie]: 200,
      [`a=b; ${cookie}; c=d`]: 200,
      [`circle=${secret}`]: 401,
      [`__host-circle=${secret}`]: 401,
      [`__Host-circle=${secret}x`]: 401,
      [`__Host-circle=${secret.slice(1)}`]: 401,
      [`__Host-circle=`]: 401,
      [`__Host-circle=${"A".repeat(43)}`]: 401,
    };
    for (const [sent, expected] of Object.entries(statuses)) {
      const { status } = await fetchPage({ origin, cookie: sent }, "/account");
      assert.equal(status, expected, sent);
    }
  },
);

Deno.test(
  "over plain http beyond this machine nobody signs in, and every page says why",
  async (t) => {
    await using world = await buildPageWorld();
    await world.circle.restart(PLAIN_HTTP);
    const before = await dumpDatabase(world.circle.db);
    for (const route of PAGES) {
      await t.step(`${route.method} ${route.path}`, async () => {
        for (const role of ["stranger", "owner"] as const) {
          const { status, headers, text } = await request(world, route, role);
          assert.equal(status, 403);
          assert.match(text, /This server is reached by plain http/);
          assert.match(text, /CIRCLE_PUBLIC_URL .* CIRCLE_INSECURE_HTTP=allow/);
          assert.doesNotMatch(text, /<form|<input/, "nothing is asked for");
          assert.deepEqual(headers.getSetCookie(), []);
        }
      });
    }
    assert.deepEqual(await dumpDatabase(world.circle.db), before);
  },
);

async function request(
  world: PageWorld,
  route: (typeof PAGES)[number],
  role: "stranger" | "owner",
) {
  const visitor = world.visitors[role];
  const path = pagePathOf(route, world.family);
  if (route.method === "GET") return await fetchPage(visitor, path);
  const { form } = listPageForms().find((one) => one.route === route)!;
  return await postForm(visitor, path, {
    fields: form.fields(world),
    headers: { origin: PLAIN_HTTP.CIRCLE_PUBLIC_URL },
  });
}
