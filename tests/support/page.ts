import { type Browser, startBrowser } from "./chromium.ts";
import { connectDevtools, type Devtools, type DevtoolsEvent } from "./devtools.ts";
import { pause } from "./pause.ts";
import { waitFor } from "./wait_for.ts";

/** A page in a browser that knows nothing of other pages, used as a person does: by what stands on it. */
export interface BrowserPage extends AsyncDisposable {
  /** Opens an address, as a person types it, and waits until it has loaded. */
  readonly open: (url: string) => Promise<void>;
  /** Presses an element, once it rests somewhere and nothing covers it. */
  readonly click: (selector: string) => Promise<void>;
  /** Does what leads to another page, and waits until that has loaded. */
  readonly load: (act: () => Promise<unknown>) => Promise<void>;
  /** Presses what leads to another page, and waits until that has loaded. */
  readonly follow: (selector: string) => Promise<void>;
  /** Types a text in place of what stands in a field. */
  readonly fill: (selector: string, text: string) => Promise<void>;
  /** Presses a key, by its name, so many times. */
  readonly press: (key: "Tab" | "Enter", times?: number) => Promise<void>;
  /** The text that an element shows, once it is there. */
  readonly read: (selector: string) => Promise<string>;
  /** The value of an expression of the page's own language. */
  readonly evaluate: <T>(expression: string) => Promise<T>;
  /** Waits until an expression of the page's own language is true, through pages that come between. */
  readonly until: (condition: string) => Promise<void>;
  /** Calls a method of the DevTools Protocol. */
  readonly call: Devtools["call"];
  /** Every address that the page has asked for. */
  readonly requests: readonly string[];
  /** What the browser found wrong: policies that were violated, errors that nobody caught. */
  readonly faults: readonly string[];
}

/** Opens an address in a browser of its own. */
export async function openPage(url: string): Promise<BrowserPage> {
  const browser = await startBrowser();
  const page = await openPageIn(browser, url);
  return {
    ...page,
    [Symbol.asyncDispose]: async () => {
      await page[Symbol.asyncDispose]();
      await browser[Symbol.asyncDispose]();
    },
  };
}

/** Opens an address in a browser that others may use as well. */
export async function openPageIn(browser: Browser, url: string): Promise<BrowserPage> {
  const empty = await browser.open();
  const devtools = await connectDevtools(empty.address);
  const requests: string[] = [];
  const faults: string[] = [];
  /** The document of the page, once it is there. */
  const present = { id: "", isLoaded: false };
  /** All documents that have loaded. */
  const loaded = new Set<string>();
  devtools.listen((event) => {
    if (event.method === "Page.frameNavigated" && event.params.frame.parentId === undefined) {
      const isRestored = event.params.type === "BackForwardCacheRestore";
      Object.assign(present, { id: event.params.frame.loaderId, isLoaded: isRestored });
    }
    if (event.method === "Page.loadEventFired") {
      present.isLoaded = true;
      loaded.add(present.id);
    }
    if (event.method === "Network.requestWillBeSent") requests.push(event.params.request.url);
    faults.push(...listFaults(event));
  });
  for (const domain of ["Network", "Log", "Runtime", "Page"]) {
    await devtools.call(`${domain}.enable`);
  }
  const load = async (act: () => Promise<unknown>) => {
    const { id } = present;
    await act();
    await waitFor("the page", () => {
      return Promise.resolve(present.id !== id && present.isLoaded || undefined);
    });
  };
  const controls = createControls(devtools);
  const open = async (url: string) => {
    const { loaderId } = await devtools.call<{ loaderId: string }>("Page.navigate", { url });
    // Another document may still come before it: what a form was answered with.
    await waitFor(url, () => Promise.resolve(loaded.has(loaderId) || undefined));
  };
  await open(url);
  return {
    ...controls,
    open,
    load,
    follow: (selector) => load(() => controls.click(selector)),
    call: devtools.call,
    requests,
    faults,
    [Symbol.asyncDispose]: async () => {
      devtools[Symbol.dispose]();
      await empty[Symbol.asyncDispose]();
    },
  };
}

function createControls(
  devtools: Devtools,
): Pick<BrowserPage, "click" | "fill" | "press" | "read" | "evaluate" | "until"> {
  const click = async (selector: string) => {
    const place = await waitFor(selector, () => findRestingPlace(devtools, selector));
    for (const type of ["mousePressed", "mouseReleased"]) {
      const event = { type, ...place, button: "left", clickCount: 1 };
      await devtools.call("Input.dispatchMouseEvent", event);
    }
  };
  return {
    click,
    fill: async (selector, text) => {
      await click(selector);
      const selectAll = { type: "keyDown", key: "a", modifiers: 2, commands: ["selectAll"] };
      await devtools.call("Input.dispatchKeyEvent", selectAll);
      await devtools.call("Input.insertText", { text });
    },
    press: async (key, times = 1) => {
      const events = Array.from({ length: times }, () => KEY_EVENTS[key]).flat();
      await Promise.all(events.map((event) => devtools.call("Input.dispatchKeyEvent", event)));
    },
    read: (selector) => waitFor(selector, () => findText(devtools, selector)),
    evaluate: (expression) => evaluate(devtools, expression),
    until: async (condition) => {
      await waitFor(condition, () => evaluateIfThere(devtools, `(${condition}) || undefined`));
    },
  };
}

const TAB = { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 };
const ENTER = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };

/** What a keyboard sends for a key. */
const KEY_EVENTS = {
  Tab: [{ type: "keyDown", ...TAB }, { type: "keyUp", ...TAB }],
  Enter: [{ type: "keyDown", ...ENTER }, { type: "keyUp", ...ENTER }],
} as const;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Milliseconds in which a browser draws two frames. */
const TWO_FRAMES = 35;

/** The middle of an element that stays where it is for two frames and is what a press would hit. */
async function findRestingPlace(devtools: Devtools, selector: string): Promise<Place | undefined> {
  const before = await findPlace(devtools, selector);
  await pause(TWO_FRAMES); // out here, since a page may run no scripts
  const after = await findPlace(devtools, selector);
  return before && before.x === after?.x && before.y === after.y ? after : undefined;
}

async function findPlace(devtools: Devtools, selector: string): Promise<Place | undefined> {
  return await evaluateIfThere<Place>(
    devtools,
    `(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      if (!element || element.disabled) return;
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const { x, y, width, height } = element.getBoundingClientRect();
      const place = { x: x + width / 2, y: y + height / 2 };
      if (element.contains(document.elementFromPoint(place.x, place.y))) return place;
    })()`,
  );
}

async function findText(devtools: Devtools, selector: string): Promise<string | undefined> {
  return await evaluateIfThere<string>(
    devtools,
    `document.querySelector(${JSON.stringify(selector)})?.innerText.trim() || undefined`,
  );
}

async function evaluate<T>(devtools: Devtools, expression: string): Promise<T> {
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result } = await devtools.call<{ result: { value: T } }>("Runtime.evaluate", options);
  return result.value;
}

/** The same; undefined where the page was left for another one before it answered. */
async function evaluateIfThere<T>(
  devtools: Devtools,
  expression: string,
): Promise<T | undefined> {
  try {
    return await evaluate<T | undefined>(devtools, expression);
  } catch (error) {
    if (error instanceof Error && LEFT.test(error.message)) return undefined;
    throw error;
  }
}

/** What Chromium answers for a page that was left. */
const LEFT = /navigated or closed|context was destroyed|Cannot find (default )?execution context/;

/** A refusal of the server is no fault of the page, though the browser's log names both. */
function listFaults(event: DevtoolsEvent): string[] {
  if (event.method === "Runtime.exceptionThrown") {
    const { text, exception } = event.params.exceptionDetails;
    return [exception?.description ?? text];
  }
  if (event.method !== "Log.entryAdded") return [];
  const { level, source, text } = event.params.entry;
  return level === "error" && source !== "network" ? [text] : [];
}
