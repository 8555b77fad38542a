import assert from "node:assert/strict";
import { startAnsweringServer } from "../../support/answering_server.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux, type Tmux } from "../../support/tmux.ts";

/** Where a command can be interrupted; `asked` is fulfilled once a request has reached the server. */
interface Moment {
  readonly args: string;
  readonly wait: (tmux: Tmux, asked: Promise<void>) => Promise<unknown>;
}

const MOMENTS: Readonly<Record<string, Moment>> = {
  "a hidden prompt": {
    args: "login --email a@b.c",
    wait: (tmux) => tmux.waitFor(/^Password: *$/m),
  },
  "a plain prompt": { args: "login", wait: (tmux) => tmux.waitFor(/^Email: *$/m) },
  "a request": { args: "api GET /health", wait: (_tmux, asked) => asked },
};

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

for (const [when, moment] of Object.entries(MOMENTS)) {
  testInterruption(`Ctrl-C during ${when} exits with 130`, moment, async (tmux) => {
    await tmux.press("C-c");
    await tmux.waitFor(/^(\^C)?exit:130$/m);
  });
}

for (const [signal, code] of Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]) {
  const moment = MOMENTS["a hidden prompt"]!;
  testInterruption(
    `${signal} during a hidden prompt exits with ${code}`,
    moment,
    async (tmux, pid) => {
      Deno.kill(pid, signal);
      await tmux.waitFor(new RegExp(`^exit:${code}$`, "m"));
    },
  );
}

/** Interrupts a command in a terminal, and holds that the terminal is then as it was before. */
function testInterruption(
  name: string,
  { args, wait }: Moment,
  interrupt: (tmux: Tmux, pid: number) => Promise<void>,
): void {
  Deno.test({
    name: `${name} and leaves the terminal as it was`,
    ignore: !hasTmux,
    async fn() {
      await using folder = await makeTempFolder();
      const asked = Promise.withResolvers<void>();
      await using silent = await startAnsweringServer(() => {
        asked.resolve();
        return new Promise<Response>(() => {});
      });
      await using terminal = await openCircleTerminal(silent.url);
      const { tmux } = terminal;
      await tmux.enter(
        `cd ${folder.path}; stty -g > before; sh -c 'echo $$ > pid; exec circle ${args}'; echo exit:$?`,
      );
      await wait(tmux, asked.promise);
      const read = async (file: string) => await Deno.readTextFile(`${folder.path}/${file}`);
      await interrupt(tmux, Number(await read("pid")));
      await tmux.enter("stty -g > after; echo seen");
      await tmux.waitFor(/^seen$/m);
      assert.equal(await read("after"), await read("before"));
    },
  });
}
