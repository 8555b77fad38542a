import assert from "node:assert/strict";
import { type ConfigData, HtmlValidate } from "html-validate";
import { PAGES } from "../../../server/web/pages.ts";
import { createAssets } from "../../../server/web/assets.ts";
import { type CollectedPage, collectPages } from "./collect_pages.ts";
import { pagePathOf } from "./page_world.ts";

/** Bytes that a page may have, with all that it loads. */
const MAX_PAGE_BYTES = 100_000;

const RULES: ConfigData = {
  extends: ["html-validate:recommended"],
  rules: {
    // `hidden=""` is how the compiler of our pages writes it.
    "attribute-empty-style": ["error", { style: "empty" }],
    // A number may have 50 characters, so that it has to break on a narrow screen.
    "tel-non-breaking": "off",
    // A step below has a stricter rule, with the one exception of a page that waits.
    "meta-refresh": "off",
  },
};

Deno.test("every page is valid, small, and says what it is", async (t) => {
  await using collection = await collectPages();
  const { pages, world } = collection;
  const walk = async (name: string, check: (page: CollectedPage) => void | Promise<void>) => {
    await t.step(name, async () => {
      for (const page of pages) await check(page);
    });
  };

  await t.step("no page of the table is missing", () => {
    const found = new Set(pages.map(({ path }) => path));
    const missing = PAGES.filter(({ method, path }) =>
      method === "GET" && !path.includes("/photos/")
    )
      .map((route) => pagePathOf(route, world.family)).filter((path) => !found.has(path));
    assert.deepEqual(missing, []);
  });

  const validator = new HtmlValidate(RULES);
  await walk("it is valid HTML, by the rules that html-validate recommends", async (page) => {
    const { results } = await validator.validateString(page.text);
    const faults = results.flatMap(({ messages, source }) =>
      messages.map(({ ruleId, message, offset }) =>
        `${ruleId}: ${message}: ${source?.slice(offset - 60, offset + 60)}`
      )
    );
    assert.deepEqual(faults, [], page.name);
  });

  await walk("it loads itself again only while it waits, and where no script can", (page) => {
    const { name, text, headers } = page;
    const isWaiting = name === "/sign-in/device, waiting";
    const refresh = '<noscript><meta http-equiv="refresh" content="5"></noscript>';
    assert.equal(text.includes(refresh), isWaiting, name);
    assert.doesNotMatch(text.replace(refresh, ""), /http-equiv/i, name);
    assert.equal(headers.get("refresh"), null, name);
  });

  await walk("it has one heading and a title, which begins with its fault", ({ name, ...page }) => {
    const { status, text } = page;
    assert.equal(text.match(/<h1[\s>]/g)?.length, 1, name);
    const title = /<title>(.*?)<\/title>/s.exec(text)?.[1] ?? "";
    assert.match(title, /\S.* · CircleShare$/, name);
    assert.equal(title.startsWith("Error: "), status >= 400 && status !== 404, name);
    assert.match(text, /^<!DOCTYPE html>\n<html lang="en">/, name);
  });

  await walk("password managers learn whose password it is", ({ name, text }) => {
    const { email } = / as outsider/.test(name) ? world.outsider : world.owner;
    for (const [form] of text.matchAll(/<form .*?<\/form>/gs)) {
      if (!/autocomplete="current-password"/.test(form)) continue;
      assert.match(form, /autocomplete="username".*autocomplete="current-password"/s, name);
      if (/type="email" id="email"/.test(form)) continue; // signs in
      assert.ok(form.includes(`value="${email}"`), name);
    }
  });

  await walk("a refusal stands beside its field, which is named at the top", ({ name, text }) => {
    const named: number[] = [];
    for (const [, id, words] of text.matchAll(/<a href="#(?!content"|write")([^"]*)">([^<]*)</g)) {
      assert.match(words!, /^[A-Z][a-z ]+: /, name);
      named.push(text.indexOf(` id="${id}"`));
      assert.match(
        text,
        new RegExp(`<p class="error" id="${id}-error"(?: dir="auto")?>[^<]+<`),
        name,
      );
      assert.match(text, new RegExp(`id="${id}"[^>]* aria-describedby="${id}-error[ "]`), name);
    }
    assert.deepEqual(named, named.toSorted((a, b) => a - b), `${name}, in the order of the fields`);
  });

  await walk("passwords and codes are typed without help", ({ name, text }) => {
    for (const [tag] of text.matchAll(/<input [^>]*name="(?:\w*password|code)"[^>]*>/g)) {
      if (tag.includes('type="hidden"')) continue;
      assert.match(tag, /spellcheck="false"/, name);
      if (tag.includes('type="text"')) assert.match(tag, /autocapitalize="none"/, name);
    }
  });

  await walk("nobody is kept from pasting or enlarging", ({ name, text }) => {
    assert.match(
      text,
      /<meta name="viewport" content="width=device-width, initial-scale=1">/,
      name,
    );
    assert.doesNotMatch(text, /autocomplete="off"[^>]*type="password"|onpaste/, name);
  });

  const loaded = Object.values(createAssets()).reduce((sum, { bytes }) => sum + bytes.length, 0);
  await walk(`it has at most ${MAX_PAGE_BYTES} bytes with all that it loads`, ({ name, text }) => {
    const bytes = new TextEncoder().encode(text).length + loaded;
    assert.ok(bytes <= MAX_PAGE_BYTES, `${name}: ${bytes} bytes`);
  });
});
