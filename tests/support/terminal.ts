import { installCommand } from "./installed_command.ts";
import { makeTempFolder, type TempFolder } from "./temp_folder.ts";
import { startTmux, type Tmux } from "./tmux.ts";

/** A terminal in which somebody uses `circle`. */
export interface CircleTerminal extends AsyncDisposable {
  readonly tmux: Tmux;
  /** Runs a command line; returns its screen, captured with some flags of tmux. */
  readonly run: (line: string, ...flags: readonly string[]) => Promise<string>;
}

/** The command that all terminals of a test file use. */
let installed: Promise<TempFolder> | undefined;

Deno.test.afterAll(async () => {
  await (await installed)?.[Symbol.asyncDispose]();
});

/**
 * Opens a terminal of so many columns with `circle` on its PATH, a config folder of its own, and a
 * server.
 */
export async function openCircleTerminal(
  server: string,
  env: Readonly<Record<string, string>> = {},
  columns = 100,
): Promise<CircleTerminal> {
  const command = await (installed ??= installCommand());
  const folder = await makeTempFolder();
  const tmux = await startTmux({
    CIRCLE_CONFIG_DIR: `${folder.path}/config`,
    CIRCLE_SERVER: server,
    PATH: `${command.path}:${Deno.env.get("PATH")}`,
    ...env,
  }, columns);
  let runs = 0;
  return {
    tmux,
    run: async (line, ...flags) => {
      const end = `end-${++runs}`;
      await tmux.enter(`clear; ${line}; echo ${end}:$?`);
      await tmux.waitFor(new RegExp(`^${end}:\\d+$`, "m"));
      const screen = await tmux.capture(...flags);
      return screen.slice(Math.max(0, screen.lastIndexOf(`echo ${end}`))); // it may be wrapped
    },
    [Symbol.asyncDispose]: async () => {
      await tmux[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
