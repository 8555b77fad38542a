import assert from "node:assert/strict";
import { findProgram } from "../../support/find_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux } from "../../support/tmux.ts";

/** How each shell is started without its user's settings, and told of the completions. */
const SHELLS = {
  bash: { start: "exec bash --norc", load: 'eval "$(circle completions bash)"' },
  zsh: {
    start: "exec zsh -f",
    // Its usual Tab first expands what stands there, $(…) too, whatever completes.
    load: "bindkey '^I' complete-word; autoload -Uz compinit && compinit -u -D && " +
      'eval "$(circle completions zsh)"',
  },
  fish: { start: "exec fish --no-config", load: "circle completions fish | source" },
};

/** Words that a shell would run if they were evaluated. */
const TRAPS = [
  "$(touch trap)",
  "`touch trap`",
  "'; touch trap; '",
  '"$(touch trap)',
  "\\$(touch trap)",
];

for (const [shell, { start, load }] of Object.entries(SHELLS)) {
  Deno.test({
    name: `${shell} completes commands, options and their values, and runs nothing that is typed`,
    ignore: !hasTmux || !findProgram(shell),
    async fn() {
      await using folder = await makeTempFolder();
      await using terminal = await openCircleTerminal("http://127.0.0.1:9");
      const { tmux } = terminal;
      await tmux.enter(`cd ${folder.path}; ${start}`);
      await tmux.enter(`${load}; echo loaded:ok`);
      await tmux.waitFor(/^loaded:ok$/m);
      let count = 0;
      const complete = async (typed: string) => {
        const mark = `#${++count}`;
        await tmux.type(typed);
        await tmux.press("Tab", "Tab");
        await tmux.type(mark); // appears once the shell has completed
        const screen = await tmux.waitFor(new RegExp(mark));
        await tmux.press("C-c");
        return screen;
      };
      assert.match(await complete("circle who"), /circle whoami ?#1/);
      assert.match(await complete("circle family mem"), /circle family members ?#2/);
      assert.match(await complete("circle whoami --js"), /circle whoami --json ?#3/);
      assert.match(await complete("circle invite create --role ad"), /--role admin ?#4/);
      for (const trap of TRAPS) await complete(`circle family ${trap} mem`);
      await tmux.type("circle family ");
      await tmux.press("Tab", "Tab");
      await tmux.waitFor(/\brename\b/);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
    },
  });
}
