import assert from "node:assert/strict";
import { findProgram } from "../../support/find_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux } from "../../support/tmux.ts";

/** Starts each shell without its user's settings, and loads prompt and completions. */
const SHELLS = {
  bash: {
    start: "exec bash --norc",
    load: "PS1='ready> '; " + 'eval "$(circle completions bash)"',
  },
  zsh: {
    start: "exec zsh -f",
    // Its usual Tab first expands what stands there, $(…) too, whatever completes.
    load: "PS1='ready> '; bindkey '^I' complete-word; autoload -Uz compinit && compinit -u -D && " +
      'eval "$(circle completions zsh)"',
  },
  fish: {
    start: "exec fish --no-config",
    load: "function fish_prompt; echo 'ready> '; end; circle completions fish | source",
  },
};

/** An empty prompt at the end of the screen. */
const PROMPT = /^ready>\s*$(?![^]*\S)/m;

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
      await tmux.waitFor(PROMPT);
      let count = 0;
      const complete = async (typed: string) => {
        const mark = `#${++count}`;
        await tmux.type(typed);
        await tmux.press("Tab", "Tab");
        await tmux.type(mark); // appears once the shell has completed
        const screen = await tmux.waitFor(new RegExp(mark));
        await tmux.press("C-c");
        await tmux.waitFor(PROMPT); // a shell drops what is typed before
        return screen;
      };
      assert.match(await complete("circle who"), /circle whoami ?#1/);
      assert.match(await complete("circle family mem"), /circle family members ?#2/);
      assert.match(await complete("circle whoami --js"), /circle whoami --json ?#3/);
      assert.match(await complete("circle invite create --role ad"), /--role admin ?#4/);
      for (const trap of TRAPS) await complete(`circle family ${trap} mem`);
      await Deno.mkdir(`${folder.path}/album`);
      await Deno.writeTextFile(`${folder.path}/album/lea.jpg`, "");
      await tmux.enter("cd album");
      await tmux.waitFor(PROMPT);
      assert.match(await complete("circle journal post --photo le"), /post --photo lea\.jpg/);
      assert.match(await complete("circle journal export le"), /journal export lea\.jpg/);
      await Deno.remove(`${folder.path}/album`, { recursive: true });
      await tmux.enter("cd ..");
      await tmux.waitFor(PROMPT);
      await tmux.type("circle family ");
      await tmux.press("Tab", "Tab");
      await tmux.waitFor(/\brename\b/);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
    },
  });
}
