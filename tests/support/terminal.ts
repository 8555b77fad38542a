import { installCommand } from "./installed_command.ts";
import { startTmux, type Tmux } from "./tmux.ts";

/** A terminal in which somebody uses `circle`. */
export interface CircleTerminal extends AsyncDisposable {
  readonly tmux: Tmux;
  /** Runs a line that ends by itself; returns the screen. The exit code stands there as `exit:0`. */
  readonly run: (line: string) => Promise<string>;
}

/** Opens a terminal with `circle` on its PATH, a config folder of its own, and a server. */
export async function openCircleTerminal(
  server: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CircleTerminal> {
  const command = await installCommand();
  const tmux = await startTmux({
    CIRCLE_CONFIG_DIR: `${command.path}/config`,
    CIRCLE_SERVER: server,
    PATH: `${command.path}:${Deno.env.get("PATH")}`,
    ...env,
  });
  return {
    tmux,
    run: async (line) => {
      await tmux.enter(`${line}; echo exit:$?`);
      return await tmux.waitFor(/^exit:\d+$/m);
    },
    [Symbol.asyncDispose]: async () => {
      await tmux[Symbol.asyncDispose]();
      await command[Symbol.asyncDispose]();
    },
  };
}
