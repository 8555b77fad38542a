import assert from "node:assert/strict";
import { openStatusLine } from "../../../cli/terminal/status_line.ts";
import { forward, startForwarding } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";
import { hasTmux } from "../../support/tmux.ts";

function writeTo(isTerminal: boolean): { show: (text: string) => void; written: () => string } {
  let written = "";
  const write = (text: string) => void (written += text);
  const { show } = openStatusLine({ isTerminal, write, measureWidth: () => 20 });
  return { show, written: () => written };
}

Deno.test("the line of what is going on replaces itself, fits the terminal and cannot drive it", () => {
  const { show, written } = writeTo(true);
  for (const text of ["One", "One", "A file \u001b[2J whose name is long", ""]) show(text);
  const [first, , second, , last] = written().split("\r");
  assert.equal(first, "One");
  assert.match(second!, /^A file \\u001b\[2J/);
  assert.ok(second!.length < 20);
  assert.equal(last, "");
  const { show: showNowhere, written: nothing } = writeTo(false);
  showNowhere("One");
  assert.equal(nothing(), "");
});

Deno.test({
  name: "journal post: says on a terminal which photo is being sent, and removes that at the end",
  ignore: !hasTmux,
  async fn() {
    await using circle = await startCircle();
    const anna = await circle.join({ name: "Anna" });
    let isSlow = true;
    const path = `/families/${anna.family}/photos`;
    await using slow = await startForwarding(circle.url, {
      [path]: async (request) => {
        for (let i = 0; isSlow && i < 300; i++) await new Promise((go) => setTimeout(go, 100));
        isSlow = true;
        return await forward(request, circle.url);
      },
    });
    await using folder = await makeTempFolder();
    for (const name of ["lea 1.png", "lea2.png"]) {
      await Deno.writeFile(`${folder.path}/${name}`, TINY_PICTURE.stream());
    }
    await using terminal = await openCircleTerminal(slow.url, { CIRCLE_TOKEN: anna.token });
    const { tmux } = terminal;
    await tmux.enter(`cd ${folder.path}`);
    const post = "circle journal post Look --photo 'lea 1.png' --photo=lea2.png";
    await tmux.enter(`clear; ${post}; echo ended:$?`);
    await tmux.waitFor(/^Sending 1 of 2: lea 1\.png …$/m);
    isSlow = false;
    await tmux.waitFor(/^Sending 2 of 2: lea2\.png …$/m);
    isSlow = false;
    const screen = await tmux.waitFor(/^ended:0$/m);
    assert.match(screen, /^Told to Anna's family, with 2 photos\.$/m);
    assert.doesNotMatch(screen, /Sending/);
    await tmux.enter(`clear; ${post}; echo ended:$?`);
    await tmux.waitFor(/^Sending 1 of 2/m);
    await tmux.press("C-c");
    await tmux.waitFor(/^Sending 1 of 2: lea 1\.png …\^C\nended:130$/m);
  },
});
