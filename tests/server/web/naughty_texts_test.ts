import assert from "node:assert/strict";
import { PAGES } from "../../../server/web/pages.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { listErrors } from "../../support/log_lines.ts";
import { unescapeHtml } from "../../support/visitor.ts";
import { NAUGHTY_TEXTS } from "../http/naughty_texts.ts";
import { fetchPage, listPageForms, PAGE_FORMS, postForm } from "./page_forms.ts";
import { buildPageWorld, pagePathOf } from "./page_world.ts";

/** As browsers send them: without halves of surrogate pairs, and in the bounds of a form. */
const TEXTS = Object.values(NAUGHTY_TEXTS).map((text) => text.toWellFormed())
  .filter((text) => text.length < 5_000);

/** The texts for one of several fields that are treated alike: they take turns, markup more often. */
function textsFor(turn: number): string[] {
  return TEXTS.filter((text, at) => (at - turn) % (/[<>&"']/.test(text) ? 3 : 9) === 0);
}

/** Fields that are never shown again. */
const SECRET = /password/;

/** Fields that nobody types into. */
const CHOICES = /^(kind|until|format|role|forget|max_uses|expires_in_days|response)$/;

Deno.test(
  "a refused form keeps any text, escaped and equal",
  async (t) => {
    await using world = await buildPageWorld();
    let kept = 0;
    for (const [turn, { route, form }] of listPageForms().entries()) {
      const names = Object.keys(form.fields(world)).filter((name) => !CHOICES.test(name));
      if (names.length === 0) continue;
      await t.step(route.path, async () => {
        const visitor = world.visitors[form.by ?? "owner"];
        const path = pagePathOf(route, world.family);
        for (const text of textsFor(turn)) {
          const typed = Object.fromEntries(names.map((name) => [name, text]));
          const fields = { ...form.fields(world), ...typed };
          const { status, text: html } = await postForm(visitor, path, { fields });
          assert.ok(status < 500, `${status} for ${JSON.stringify(text)}`);
          if (status < 400) await world.restore();
          const shown = readTypedFields(html);
          for (const name of names.filter((name) => shown.has(name))) {
            if (SECRET.test(name)) assert.ok(shown.get(name) !== text || text === "", name);
            else if (status >= 400) assert.equal(shown.get(name), normalize(text), name);
            kept++;
          }
          assertEscaped(html, text);
        }
      });
    }
    assert.ok(kept > 200, `only ${kept} fields`);
    assert.deepEqual(listErrors(world.circle.log), []);
  },
);

/** Where a text that is accepted stands. */
interface ShownField {
  readonly form: string;
  readonly field: string;
  readonly pages: readonly string[];
  /** Whether a family can have only so many. */
  readonly isLimited?: boolean;
  /** Whether space around it is dropped. */
  readonly isTrimmed?: boolean;
}

const PERSON = "/f/:family_id/people/:person_id";
const JOURNAL = "/f/:family_id/journal";
const POST = `${JOURNAL}/:post_id`;
const INVITES = "/f/:family_id/invites";
const FEEDS = "/f/:family_id/feeds";
const SETTINGS = "/f/:family_id/settings";

const SHOWN: readonly ShownField[] = [
  { form: "/account/name", field: "name", pages: ["/account", "/f/:family_id"] },
  { form: `${SETTINGS}/name`, field: "name", pages: ["/f", "/f/:family_id", SETTINGS] },
  { form: `${PERSON}/edit`, field: "name", pages: [PERSON, `${PERSON}/edit`] },
  { form: `${PERSON}/edit`, field: "family_name", pages: [`${PERSON}/edit`] },
  { form: `${PERSON}/edit`, field: "phone", pages: [PERSON, `${PERSON}/edit`] },
  { form: `${PERSON}/edit`, field: "address", pages: [PERSON, `${PERSON}/edit`] },
  { form: `${PERSON}/edit`, field: "note", pages: [PERSON, `${PERSON}/edit`] },
  { form: JOURNAL, field: "text", pages: [JOURNAL], isTrimmed: true },
  { form: `${POST}/edit`, field: "text", pages: [POST, `${POST}/edit`], isTrimmed: true },
  { form: `${POST}/comments`, field: "text", pages: [POST], isTrimmed: true },
  { form: INVITES, field: "note", pages: [INVITES], isLimited: true },
  { form: FEEDS, field: "name", pages: [FEEDS], isLimited: true },
];

Deno.test(
  "pages show any accepted text, escaped and equal",
  async (t) => {
    await using world = await buildPageWorld();
    const { owner } = world.visitors;
    for (const [turn, { form, field, pages, isLimited, isTrimmed }] of SHOWN.entries()) {
      await t.step(`${field} of ${form}`, async () => {
        let accepted = 0;
        for (const text of textsFor(turn)) {
          const fields = { ...PAGE_FORMS[form]!.fields(world), [field]: text };
          const { status } = await postForm(owner, pagePathOf({ path: form }, world.family), {
            fields,
          });
          if (status >= 400 || text === "") continue;
          accepted++;
          const shown = isTrimmed ? normalize(text).trim() : normalize(text);
          for (const path of pages) {
            const page = await fetchPage(owner, pagePathOf({ path }, world.family));
            assert.ok(
              listShownTexts(page.text).includes(shown),
              `${path} does not show ${JSON.stringify(text)}`,
            );
            assertEscaped(page.text, text);
          }
          if (isLimited) await world.restore();
        }
        assert.ok(accepted > 3, `only ${accepted} were accepted`);
      });
    }
    assert.deepEqual(listErrors(world.circle.log), []);
  },
);

Deno.test(
  "what was typed is kept for who is signed out meanwhile, but for secrets and ids",
  async (t) => {
    await using world = await buildPageWorld();
    const hidden = { made_up: "six words", person: world.family.person_id, to: "/f", code: "ABC" };
    const choices = {
      format: "csv",
      role: "admin",
      forget: "yes",
      max_uses: "5",
      birthday_month: "02",
      list: "order=happened",
    };
    for (
      const { route, form } of listPageForms().filter(({ route }) => route.access === "session")
    ) {
      await t.step(route.path, async () => {
        const fields = { ...hidden, ...choices, ...form.fields(world), password: "secret" };
        const typed = Object.entries(form.fields(world))
          .filter(([name]) => !SECRET.test(name) && !CHOICES.test(name) && !(name in hidden))
          .map(([, text]) => text);
        const path = pagePathOf(route, world.family);
        const { status, text } = await postForm(world.visitors.stranger, path, { fields });
        assert.equal(status, 401);
        const kept = /<textarea [^>]*readonly[^>]*>\n([^<]*)</.exec(text)?.[1];
        assert.equal(unescapeHtml(kept ?? ""), typed.join("\n"));
      });
    }
  },
);

Deno.test(
  "any text in the path or query of a page leads nowhere, or is understood",
  async () => {
    await using world = await buildPageWorld();
    const before = await dumpDatabase(world.circle.db);
    const { owner } = world.visitors;
    const texts = [...TEXTS.map(encodeURIComponent), "%ff", "%zz", "%00", "a%2fb", "%2e%2e%2f"];
    for (const { path } of PAGES.filter(({ method }) => method === "GET")) {
      const some = path.includes(":") ? texts : texts.slice(0, 20);
      for (const text of some.filter((text) => text !== "" && !text.startsWith("."))) {
        const params = path.replaceAll(/:\w+/g, text);
        const last = pagePathOf({ path: path.replace(/:(?!family)\w+/, text) }, world.family);
        const query = `${
          pagePathOf({ path }, world.family)
        }?after=${text}&person=${text}&to=${text}`;
        for (const address of new Set([params, last, query])) {
          const { status, text: html } = await fetchPage(owner, address);
          assert.ok(status < 500, `${status} for ${address}`);
          assert.doesNotMatch(html, /<script>|<img (?!src="\/f\/)/, address);
        }
      }
    }
    assert.deepEqual(await dumpDatabase(world.circle.db), before);
    assert.deepEqual(listErrors(world.circle.log), []);
  },
);

/** Lines end as the server reads them. */
function normalize(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

/** Nothing of a text has become markup. */
function assertEscaped(html: string, text: string): void {
  if (/[<>&]|["'].{2}/.test(text)) assert.ok(!html.includes(text), JSON.stringify(text));
}

/** What stands in fields that people type into, by their names. */
function readTypedFields(html: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    if (/ type="(?:hidden|checkbox|file)"/.test(tag)) continue;
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    if (name !== undefined) fields.set(name, unescapeHtml(/ value="([^"]*)"/.exec(tag)![1]!));
  }
  for (const [, tag, text] of html.matchAll(/<textarea ([^>]*)>\n?([^<]*)<\/textarea>/g)) {
    const name = / name="([^"]*)"/.exec(` ${tag}`)?.[1];
    if (name !== undefined) fields.set(name, unescapeHtml(text!));
  }
  return fields;
}

/** The texts between tags, and what stands in fields. */
function listShownTexts(html: string): string[] {
  const between = [...html.matchAll(/>([^<]+)</g)].map(([, text]) => unescapeHtml(text!));
  return [...between, ...readTypedFields(html).values()];
}
