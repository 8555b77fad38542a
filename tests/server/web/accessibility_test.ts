import axe from "axe-core";
import assert from "node:assert/strict";
import { CHROMIUM } from "../../support/chromium.ts";
import { type BrowserPage, openPage } from "../../support/page.ts";
import { type CollectedPage, collectPages } from "./collect_pages.ts";

/** How a page can look to somebody. */
interface View {
  readonly scheme: "light" | "dark";
  /** CSS pixels. */
  readonly width: number;
  /** Of the text that the browser is set to, in CSS pixels; 16 unless somebody needs more. */
  readonly fontSize: number;
}

const VIEWS: readonly View[] = [
  { scheme: "light", width: 1280, fontSize: 16 },
  { scheme: "dark", width: 320, fontSize: 16 },
  { scheme: "light", width: 320, fontSize: 32 },
];

/** The rules of axe that the look of a page decides; the others are asked once for each page. */
const RULES_OF_LOOK = [
  "color-contrast",
  "target-size",
  "link-in-text-block",
  "scrollable-region-focusable",
];

/** Rules that axe leaves out unless it is told to: as experimental, or since they are newer. */
const MORE_RULES = ["target-size", "label-content-name-mismatch"];

Deno.test({
  name: "every page can be seen, read aloud and typed through (needs Chromium)",
  ignore: CHROMIUM === undefined,
  fn: async (t) => {
    await using collection = await collectPages();
    await using browser = await openPage(`${collection.world.circle.url}/join`);
    const reader = await createReader(browser);
    for (const page of chooseRichest(collection.pages)) {
      await t.step(page.name, async () => {
        await reader.show(page.text);
        for (const view of VIEWS) {
          await reader.look(view);
          const name = JSON.stringify(view);
          assert.deepEqual(await reader.findViolations(view), [], name);
          assert.deepEqual(await reader.findOverflow(), [], name);
          assert.deepEqual(await reader.findBroken(), [], name);
        }
        const { reached, unseen, all } = await reader.tabThrough();
        assert.deepEqual(reached, all, "Tab reaches all in order");
        assert.deepEqual(unseen, [], "the focus is seen");
      });
    }
    assert.deepEqual(browser.faults, []);
  },
});

/** Of pages with one title, those with something on them that larger ones have not. */
function chooseRichest(pages: readonly CollectedPage[]): readonly CollectedPage[] {
  const chosen = new Map<string, Set<string>>();
  return pages.toSorted((a, b) => b.text.length - a.text.length).filter(({ text }) => {
    const title = /<title>(?:Error: )?(.*)<\/title>/s.exec(text)?.[1] ?? "";
    const others = chosen.get(title);
    const kinds = listKinds(text);
    chosen.set(title, kinds.union(others ?? new Set()));
    return others === undefined || !kinds.isSubsetOf(others);
  });
}

/** The kinds of elements of a page: by their names, classes and types. */
function listKinds(html: string): Set<string> {
  return new Set(
    [...html.replaceAll(/ hue-\d/g, "").matchAll(/<(\w+)([^>]*)>/g)].map(([, name, attributes]) =>
      [name, ...attributes!.match(/ (?:class|type|role)="[^"]*"/g) ?? []].join("")
    ),
  );
}

/** Looks at pages as programs do that read them aloud, and as people do who see or move little. */
async function createReader(browser: BrowserPage) {
  const { frameTree } = await browser.call<FrameTree>("Page.getFrameTree");
  const { id: frameId } = frameTree.frame;
  const { executionContextId: contextId } = await browser.call<{ executionContextId: number }>(
    "Page.createIsolatedWorld",
    { frameId, worldName: "tests" },
  );
  await browser.call("Emulation.setFocusEmulationEnabled", { enabled: true });
  await run(axe.source + READING);
  return {
    /** Puts a page in the place of the one before, without its script, and with all opened. */
    show: async (text: string) => {
      const html = text.replaceAll(/<script [^>]*><\/script>/g, "");
      await browser.call("Page.setDocumentContent", { frameId, html });
      await run("reading.open()");
    },
    look: async ({ scheme, width, fontSize }: View) => {
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      const size = { width, height: 800, deviceScaleFactor: 1, mobile: false };
      await Promise.all([
        browser.call("Emulation.setEmulatedMedia", { features }),
        browser.call("Emulation.setDeviceMetricsOverride", size),
        browser.call("Page.setFontSizes", { fontSizes: { standard: fontSize, fixed: fontSize } }),
      ]);
    },
    findViolations: (view: View) => {
      const rules = view === VIEWS[0] ? undefined : RULES_OF_LOOK;
      return run<string[]>(`reading.findViolations(${JSON.stringify(rules)})`);
    },
    findOverflow: () => run<string[]>("reading.findOverflow()"),
    findBroken: () => run<string[]>("reading.findBroken()"),
    tabThrough: async () => {
      const all = await run<string[]>("reading.listTabStops()");
      await browser.press("Tab", all.length);
      return { all, ...await run<{ reached: string[]; unseen: string[] }>("reading.tabbed") };
    },
  };

  async function run<T>(expression: string): Promise<T> {
    const options = { expression, contextId, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await browser.call<Evaluation<T>>(
      "Runtime.evaluate",
      options,
    );
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return result.value;
  }
}

interface FrameTree {
  readonly frameTree: { readonly frame: { readonly id: string } };
}

interface Evaluation<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: { readonly exception: { readonly description: string } };
}

/** What runs in the browser, beside the page and out of its sight. */
const READING = `;
const describe = (element) => element.outerHTML.slice(0, 160);
const STOPS = "a[href], button, input:not([type=hidden], [aria-hidden]), select, textarea, summary";
const MORE_RULES = ${JSON.stringify(MORE_RULES)};
globalThis.reading = {
  async open() {
    if (document.readyState !== "complete") {
      await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
    }
    if (document.styleSheets.length !== 1) throw new Error("the page has no style");
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const hidden of document.querySelectorAll("[hidden]")) hidden.hidden = false;
  },
  async findViolations(rules) {
    const { violations } = await axe.run(document, {
      resultTypes: ["violations"],
      rules: Object.fromEntries(MORE_RULES.map((id) => [id, { enabled: true }])),
      ...rules && { runOnly: { type: "rule", values: rules } },
    });
    return violations.map(({ id, nodes }) =>
      [id, ...nodes.map((node) => node.html + " " + node.failureSummary)].join("\\n"));
  },
  findOverflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = scrollWidth > clientWidth ? ["the page scrolls sideways: " + scrollWidth] : [];
    const outside = [...document.querySelectorAll("body *:not(.unseen, .unseen *)")]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < -1 || right > clientWidth + 1);
      });
    return [...wide, ...outside.map(describe)];
  },
  /** Texts with hardly a letter in a line. */
  findBroken() {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (texts.nextNode()) {
      const { currentNode: text } = texts;
      const range = document.createRange();
      range.selectNodeContents(text);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
      const letters = text.data.trim().length;
      if (lines > 2 && letters / lines < 4) broken.push(describe(text.parentElement));
    }
    return broken;
  },
  listTabStops() {
    const tabbed = reading.tabbed = { reached: [], unseen: [] };
    document.addEventListener("focusin", ({ target }) => {
      tabbed.reached.push(describe(target));
      const { outlineStyle, outlineWidth } = getComputedStyle(target);
      if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) {
        tabbed.unseen.push(describe(target));
      }
    });
    return [...document.querySelectorAll(STOPS)].filter((one) => one.checkVisibility())
      .map(describe);
  },
};`;
