import { startBrowser } from "./chromium.ts";
import { connectDevtools, type Devtools, type DevtoolsEvent } from "./devtools.ts";
import { waitFor } from "./wait_for.ts";

/** A page in a browser of its own, used as a person does: by what stands on it. */
export interface BrowserPage extends AsyncDisposable {
  /** Presses an element, once it rests somewhere and nothing covers it. */
  readonly click: (selector: string) => Promise<void>;
  /** Types a text in place of what stands in a field. */
  readonly fill: (selector: string, text: string) => Promise<void>;
  /** The text that an element shows, once it is there. */
  readonly read: (selector: string) => Promise<string>;
  /** Every address that the page has asked for. */
  readonly requests: readonly string[];
  /** What the browser found wrong: policies that were violated, errors that nobody caught. */
  readonly faults: readonly string[];
}

/** Opens an address in a browser that nobody has used before. */
export async function openPage(url: string): Promise<BrowserPage> {
  const browser = await startBrowser();
  const devtools = await connectDevtools(browser.pageAddress);
  const requests: string[] = [];
  const faults: string[] = [];
  devtools.listen((event) => {
    requests.push(...listRequests(event));
    faults.push(...listFaults(event));
  });
  for (const domain of ["Network", "Log", "Runtime", "BrowserPage"]) {
    await devtools.call(`${domain}.enable`);
  }
  await devtools.call("BrowserPage.navigate", { url });
  return {
    ...createControls(devtools),
    requests,
    faults,
    [Symbol.asyncDispose]: async () => {
      devtools[Symbol.dispose]();
      await browser[Symbol.asyncDispose]();
    },
  };
}

function createControls(devtools: Devtools): Pick<BrowserPage, "click" | "fill" | "read"> {
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
    read: (selector) => waitFor(selector, () => findText(devtools, selector)),
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The middle of an element that stays where it is for two frames and is what a press would hit. */
async function findRestingPlace(devtools: Devtools, selector: string): Promise<Place | undefined> {
  return await evaluate(
    devtools,
    `(async () => {
      const element = document.querySelector(${JSON.stringify(selector)});
      if (!element || element.disabled) return;
      element.scrollIntoView({ block: "center" });
      const nextFrame = () => new Promise(requestAnimationFrame);
      const before = element.getBoundingClientRect();
      await nextFrame().then(nextFrame);
      const { x, y, width, height } = element.getBoundingClientRect();
      const place = { x: x + width / 2, y: y + height / 2 };
      const isHit = element.contains(document.elementFromPoint(place.x, place.y));
      if (isHit && x === before.x && y === before.y) return place;
    })()`,
  );
}

async function findText(devtools: Devtools, selector: string): Promise<string | undefined> {
  return await evaluate(
    devtools,
    `document.querySelector(${JSON.stringify(selector)})?.innerText.trim() || undefined`,
  );
}

async function evaluate<T>(devtools: Devtools, expression: string): Promise<T | undefined> {
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result } = await devtools.call<{ result: { value?: T } }>("Runtime.evaluate", options);
  return result.value;
}

function listRequests(event: DevtoolsEvent): string[] {
  return event.method === "Network.requestWillBeSent" ? [event.params.request.url] : [];
}

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
