import assert from "node:assert/strict";
import type { PageRoute } from "../../../server/web/page.ts";
import { PAGES } from "../../../server/web/pages.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { listErrors } from "../../support/log_lines.ts";
import { fetchPage, PAGE_FORMS, type PageAnswer, postForm } from "./page_forms.ts";
import {
  buildPageWorld,
  type PageIds,
  pagePathOf,
  type PageRole,
  type PageWorld,
  ROLES,
} from "./page_world.ts";

/** The pages that are about something, so that it can be of another family. */
const ABOUT_IDS = PAGES.filter(({ path }) => path.includes(":"));

Deno.test("pages of another family are refused byte for byte like those of no family", async (t) => {
  await using world = await buildPageWorld();
  const before = await dumpDatabase(world.circle.db);
  const nothing = nonexistent();
  for (const route of ABOUT_IDS) {
    await t.step(`${route.method} ${route.path}`, async () => {
      for (const role of ROLES) {
        const foreign = await request(world, { route, role, ids: world.otherFamily });
        const none = await request(world, { route, role, ids: nothing });
        assert.deepEqual(foreign, none, role);
        assert.equal(foreign.status, role === "stranger" ? 401 : 404, `${role}: ${foreign.text}`);
      }
    });
  }
  assert.deepEqual(await dumpDatabase(world.circle.db), before);
});

Deno.test("a family's pages are nothing to those who are not in it, nor any more", async (t) => {
  await using world = await buildPageWorld();
  const before = await dumpDatabase(world.circle.db);
  const nothing = nonexistent();
  for (const route of ABOUT_IDS) {
    await t.step(`${route.method} ${route.path}`, async () => {
      for (const role of ["stranger", "outsider", "ex-member"] as const) {
        const answer = await request(world, { route, role, ids: world.family });
        assert.deepEqual(answer, await request(world, { route, role, ids: nothing }), role);
        assert.equal(answer.status, role === "stranger" ? 401 : 404, `${role}: ${answer.text}`);
      }
    });
  }
  assert.deepEqual(await dumpDatabase(world.circle.db), before);
});

Deno.test("on pages of one's own family, ids of another are like ids that do not exist", async (t) => {
  await using world = await buildPageWorld();
  const before = await dumpDatabase(world.circle.db);
  const { family_id } = world.family;
  const routes = ABOUT_IDS.filter(({ path }) => path.split(":").length > 2);
  assert.ok(routes.length > 10);
  for (const route of routes) {
    await t.step(`${route.method} ${route.path}`, async () => {
      for (const role of ["member", "admin", "owner"] as const) {
        const foreign = { ...world.otherFamily, family_id };
        const nothing = { ...nonexistent(), family_id };
        const answer = await request(world, { route, role, ids: foreign });
        assert.deepEqual(answer, await request(world, { route, role, ids: nothing }), role);
        assert.ok([403, 404].includes(answer.status), `${role}: ${answer.status} ${answer.text}`);
      }
    });
  }
  assert.deepEqual(await dumpDatabase(world.circle.db), before);
});

Deno.test("an invite for a person of another family is like one for a person that is not there", async () => {
  await using world = await buildPageWorld();
  const { owner } = world.visitors;
  const path = `/f/${world.family.family_id}/invites`;
  const fields = PAGE_FORMS["/f/:family_id/invites"]!.fields(world);
  const answers = [];
  for (const person of [world.otherFamily.person_id, crypto.randomUUID()]) {
    const shown = await fetchPage(owner, `${path}?person=${person}`);
    const sent = await postForm(owner, path, { fields: { ...fields, person } });
    answers.push({ shown: describe(shown), sent: describe(sent) });
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(answers[0]!.shown.status, 404);
  assert.equal(answers[0]!.sent.status, 404);
});

/** Pages of the owner's world that some roles cannot open. */
const REFUSED: Readonly<Record<string, readonly PageRole[]>> = {
  "/f/:family_id/invites": ["member"],
  "/f/:family_id/members/:account_id/reset": ["member", "admin"],
  "/f/:family_id/delete": ["member", "admin"],
  "/f/:family_id/journal/:post_id/edit": ["member", "admin"], // for its author alone
  "/f/:family_id/journal/:post_id/comments/:comment_id/edit": ["member", "admin"],
  "/f/:family_id/journal/:post_id/comments/:comment_id/delete": ["member"],
};

/** A page that is about a passkey of the owner, so that it is nothing to others. */
const OWN_PASSKEY = "/account/passkeys/:passkey_id/remove";

Deno.test("every member opens every page of the family, or is told that their role does not", async (t) => {
  await using world = await buildPageWorld();
  const before = await dumpDatabase(world.circle.db);
  for (const route of PAGES.filter(({ method }) => method === "GET")) {
    await t.step(route.path, async () => {
      for (const role of ["member", "admin", "owner"] as const) {
        const { status, text } = await request(world, { route, role, ids: world.family });
        const isRefused = REFUSED[route.path]?.includes(role) ?? false;
        const isRedirected = route.path === "/";
        const isOthers = route.path === OWN_PASSKEY && role !== "owner";
        const expected = isOthers ? 404 : isRefused ? 403 : isRedirected ? 303 : 200;
        assert.equal(status, expected, `${role}: ${text}`);
      }
    });
  }
  assert.deepEqual(
    await dumpDatabase(world.circle.db),
    before,
    "what is only read changes nothing",
  );
  assert.deepEqual(listErrors(world.circle.log), []);
});

interface Attempt {
  readonly route: PageRoute;
  readonly role: PageRole;
  readonly ids: PageIds;
}

/** Opens a page, or sends its form. */
async function request(world: PageWorld, { route, role, ids }: Attempt) {
  const visitor = world.visitors[role];
  const path = pagePathOf(route, ids);
  if (route.method === "GET") return describe(await fetchPage(visitor, path), ids);
  const fields = PAGE_FORMS[route.path]!.fields(world);
  return describe(await postForm(visitor, path, { fields }), ids);
}

/** All of an answer that another could be told by, but for the ids that were asked for. */
function describe({ status, headers, text }: PageAnswer, ids?: PageIds) {
  const mask = (text: string) =>
    Object.values(ids ?? {}).reduce((masked, id) => masked.replaceAll(id, "…"), text);
  return {
    status,
    text: mask(text.replaceAll(/(name="once" value=")[^"]*/g, "$1…")),
    headers: [...headers].filter(([name]) => !["date", "x-request-id"].includes(name))
      .map(([name, value]) => `${name}: ${mask(value)}`),
  };
}

/** Ids of the same form that nothing has. */
function nonexistent(): PageIds {
  const id = () => crypto.randomUUID();
  return {
    family_id: id(),
    account_id: id(),
    person_id: id(),
    invite_id: id(),
    feed_id: id(),
    session_id: id(),
    token_id: id(),
    passkey_id: id(),
    post_id: id(),
    photo_id: id(),
    comment_id: id(),
  };
}
