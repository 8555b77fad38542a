import { denoEnvironment } from "./command_process.ts";
import { findProgram } from "./find_program.ts";
import { runProgram } from "./run_program.ts";
import { makeTempFolder } from "./temp_folder.ts";

/** Whether there is a tmux for the tests that need a real terminal. */
export const hasTmux = findProgram("tmux") !== undefined;

/** A shell in a real terminal of 30 lines, without anybody looking on. */
export interface Tmux extends AsyncDisposable {
  /** Types a text as it is, without Enter. */
  readonly type: (text: string) => Promise<void>;
  /** Presses keys by their names in tmux: `Enter`, `C-c`, `Up`. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** Pastes a text, as a terminal does that brackets what is pasted. */
  readonly paste: (text: string) => Promise<void>;
  /** Runs a command line in the shell, which says so when it is done. */
  readonly enter: (line: string) => Promise<void>;
  /** Waits until a pattern is found on the screen; returns the screen. */
  readonly waitFor: (pattern: RegExp) => Promise<string>;
  /** All that was ever shown; with `-e` as a flag with the escape sequences of colours. */
  readonly capture: (...flags: readonly string[]) => Promise<string>;
  /** The column, counted in cells of the screen, where a text stands. */
  readonly findColumn: (text: string) => Promise<number>;
}

const TIMEOUT = 60_000; // milliseconds; the machine may be slow

/** Starts a shell with an environment of its own, in so many columns. */
export async function startTmux(
  env: Readonly<Record<string, string>>,
  columns = 100,
): Promise<Tmux> {
  const folder = await makeTempFolder();
  const call = (args: readonly string[], input?: string) =>
    callTmux(["-S", `${folder.path}/socket`, ...args], input);
  const variables = { ...denoEnvironment(), LANG: "C.UTF-8", PS1: "$ ", ...env };
  await call([
    "-u",
    "-f",
    "/dev/null",
    ...["new-session", "-d", "-x", String(columns), "-y", "30"],
    ...["env", "-i", "TERM=screen-256color"],
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    "sh",
  ]);
  const capture = (...flags: readonly string[]) =>
    call(["capture-pane", "-p", "-S", "-", ...flags]);
  const type = async (text: string) => void await call(["send-keys", "-l", "--", text]);
  const press = async (...keys: readonly string[]) => void await call(["send-keys", ...keys]);
  const waitFor = async (pattern: RegExp) => {
    for (const deadline = Date.now() + TIMEOUT;;) {
      const screen = await capture();
      if (pattern.test(screen)) return screen;
      if (Date.now() > deadline) throw new Error(`${pattern} did not appear:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const tmux: Tmux = {
    type,
    press,
    capture,
    waitFor,
    enter: async (line) => {
      await type(line);
      await press("Enter");
    },
    paste: async (text) => {
      await call(["load-buffer", "-"], text);
      await call(["paste-buffer", "-p"]);
    },
    findColumn: async (text) => {
      await call(["copy-mode"]);
      await call(["send-keys", "-X", "search-backward", text]);
      const column = await call(["display-message", "-p", "#{copy_cursor_x}"]);
      await call(["send-keys", "-X", "cancel"]);
      return Number(column);
    },
    [Symbol.asyncDispose]: async () => {
      await call(["kill-server"]);
      await folder[Symbol.asyncDispose]();
    },
  };
  try {
    await waitFor(/^\$$/m);
    return tmux;
  } catch (error) {
    await tmux[Symbol.asyncDispose]();
    throw error;
  }
}

async function callTmux(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram("tmux", {
    args,
    input,
    env: denoEnvironment(),
  });
  if (code !== 0) throw new Error(`tmux: ${stderr}`);
  return stdout;
}
