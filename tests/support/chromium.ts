import { join } from "node:path";
import { findProgram } from "./find_program.ts";
import { waitFor } from "./wait_for.ts";

/** The browser to test with; `undefined` where none is installed. */
export const CHROMIUM = findProgram("chromium", "chromium-browser", "google-chrome");

/** A headless browser that nobody has used before, with one empty page. */
export interface Browser extends AsyncDisposable {
  /** Where the page is spoken to by the DevTools Protocol. */
  readonly pageAddress: string;
}

/** Starts a browser of one's own. */
export async function startBrowser(): Promise<Browser> {
  const profile = await Deno.makeTempDir({ prefix: "chromium-" });
  const process = spawnBrowser(profile);
  return {
    pageAddress: await findPageAddress(profile),
    [Symbol.asyncDispose]: async () => {
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
      "about:blank",
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

/** The address of the first page, from the port that the browser writes down in its profile. */
async function findPageAddress(profile: string): Promise<string> {
  return await waitFor("the browser", async () => {
    const text = await Deno.readTextFile(join(profile, "DevToolsActivePort")).catch(() => "");
    const port = /^\d+(?=\n)/.exec(text)?.[0];
    if (!port) return undefined;
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const pages: { type: string; webSocketDebuggerUrl: string }[] = await response.json();
    return pages.find(({ type }) => type === "page")?.webSocketDebuggerUrl;
  });
}
