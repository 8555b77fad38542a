import { join } from "node:path";
import { connectDevtools } from "./devtools.ts";
import { findProgram } from "./find_program.ts";
import { waitFor } from "./wait_for.ts";

/** The browser to test with; `undefined` where none is installed. */
export const CHROMIUM = findProgram("chromium", "chromium-browser", "google-chrome");

/** A headless browser. */
export interface Browser extends AsyncDisposable {
  /** Opens an empty page, in which the browser knows nothing of its other pages. */
  readonly open: () => Promise<EmptyPage>;
}

/** A page, and with it all that the browser keeps for it: cookies, files, what was typed. */
interface EmptyPage extends AsyncDisposable {
  /** Where the page is spoken to by the DevTools Protocol. */
  readonly address: string;
}

/** Starts a browser of one's own. */
export async function startBrowser(): Promise<Browser> {
  const profile = await Deno.makeTempDir({ prefix: "chromium-" });
  const process = spawnBrowser(profile);
  const address = await findAddress(profile);
  const devtools = await connectDevtools(address);
  return {
    open: async () => {
      const context = await devtools.call<{ browserContextId: string }>(
        "Target.createBrowserContext",
      );
      const { targetId } = await devtools.call<{ targetId: string }>("Target.createTarget", {
        ...context,
        url: "about:blank",
      });
      return {
        address: new URL(`/devtools/page/${targetId}`, address).href,
        [Symbol.asyncDispose]: () => devtools.call("Target.disposeBrowserContext", context),
      };
    },
    [Symbol.asyncDispose]: async () => {
      devtools[Symbol.dispose]();
      process.kill("SIGTERM");
      await process.status;
      await waitFor("the end of the browser's children", () => removeFolder(profile));
    },
  };
}

function spawnBrowser(profile: string): Deno.ChildProcess {
  return new Deno.Command(CHROMIUM!, {
    args: [
      "--headless",
      "--no-sandbox", // root and most containers have none; it sees nothing but our own server
      "--window-size=1280,1000",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "--no-startup-window",
    ],
    env: { HOME: profile, TMPDIR: profile },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Tries to remove a folder that someone may still be writing to. */
async function removeFolder(path: string): Promise<true | undefined> {
  try {
    await Deno.remove(path, { recursive: true });
    return true;
  } catch {
    return undefined;
  }
}

/** Where the browser is spoken to, as it writes that down in its profile. */
async function findAddress(profile: string): Promise<string> {
  return await waitFor("the browser", async () => {
    const text = await Deno.readTextFile(join(profile, "DevToolsActivePort")).catch(() => "");
    const [, port, path] = /^(\d+)\n(\/\S+)/.exec(text) ?? [];
    return path && `ws://127.0.0.1:${port}${path}`;
  });
}
