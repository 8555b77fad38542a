import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux } from "../../support/tmux.ts";

const NAMES = {
  latin: "Anna",
  umlaut: "Jürgen",
  chinese: "漢字",
  korean: "한국어",
  emoji: "🎉 Mia",
  family: "👨‍👩‍👧 Bergs",
  flag: "🇩🇪 Oma",
  combined: "E\u0301mile",
  hindi: "नमस्ते",
  hebrew: "שלום",
};

Deno.test({
  name: "tables align names in any script on the screen",
  ignore: !hasTmux,
  async fn() {
    await using circle = await startCircle();
    const owner = await circle.join({ name: NAMES.latin, email: "latin@x.org" });
    await owner.client.updateFamily({
      params: { family_id: owner.family },
      body: { name: "🎉 漢字" },
    });
    for (const [id, name] of Object.entries(NAMES).slice(1)) {
      const { code } = await owner.client.createInvite({
        params: { family_id: owner.family },
        body: {},
      });
      await circle.client().register({
        body: { name, email: `${id}@x.org`, password: owner.password, invite: code },
      });
    }
    await using terminal = await openCircleTerminal(circle.url, { CIRCLE_TOKEN: owner.token });
    await terminal.run("circle family members");
    const columns = new Map<string, number>();
    for (const id of Object.keys(NAMES)) {
      columns.set(id, await terminal.tmux.findColumn(`${id}@x.org`));
    }
    const [expected] = columns.values();
    assert.ok(expected! > 0);
    assert.deepEqual([...columns.values()], Array(columns.size).fill(expected));
  },
});

// deno-lint-ignore no-control-regex -- it is what makes text bold (ECMA-48)
const BOLD = /\u001b\[1m/;

Deno.test({
  name: "the head of a table is bold on a terminal, except with NO_COLOR or --no-color",
  ignore: !hasTmux,
  async fn() {
    await using circle = await startCircle();
    const { token } = await circle.join();
    await using terminal = await openCircleTerminal(circle.url, { CIRCLE_TOKEN: token });
    const show = (line: string) => terminal.run(line, "-e");
    assert.match(await show("circle family members"), BOLD);
    assert.doesNotMatch(await show("circle family members --no-color"), BOLD);
    assert.doesNotMatch(await show("NO_COLOR=1 circle family members"), BOLD);
    assert.doesNotMatch(await show("circle family members | cat"), BOLD);
    assert.match(await show("circle family members --json"), /^\[\n {2}\{\n {4}"id": "/m);
  },
});
