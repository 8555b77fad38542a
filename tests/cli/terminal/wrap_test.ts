import assert from "node:assert/strict";
import fc from "fast-check";
import { openTerminal } from "../../../cli/terminal/terminal.ts";
import { textWidth } from "../../../cli/terminal/text_width.ts";
import { wrapMessage } from "../../../cli/terminal/wrap_message.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux } from "../../support/tmux.ts";

const REFUSAL =
  "circle: This server takes new accounts by invite only. Ask someone in the family for an invite code.";

for (const columns of [80, 60]) {
  Deno.test({
    name: `no word is broken at the edge of a terminal of ${columns} columns`,
    ignore: !hasTmux,
    async fn() {
      await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
      const { token } = await circle.join();
      await using terminal = await openCircleTerminal(circle.url, {}, columns);
      const register = "circle register --email a@b.c --name A --password-stdin --no-input";
      const refused = await terminal.run(`echo seven swans on the lake | ${register}`);
      assert.ok(refused.replaceAll(/\s+/g, " ").includes(REFUSAL), refused);
      assert.match(refused, /^end-\d+:5$/m);
      const topic = await terminal.run("circle help environment");
      assert.match(topic, /^CIRCLE_TOKEN +a token to use instead of a saved login;/m);
      assert.match(topic, /^ {19}\S.*to say whose it is$/m, "the columns stay apart");
      await terminal.run(`export CIRCLE_TOKEN=${token}`);
      const made = await terminal.run("circle feed create 'the clock in the hall'");
      const words =
        "Anyone with the address can read the names and dates of the family, nothing else.";
      assert.ok(made.replaceAll(/\s+/g, " ").includes(words), made);
    },
  });
}

Deno.test("a message in a pipe is not wrapped", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  await using device = await makeDevice();
  await circle.join();
  const register = ["register", "--server", circle.url, "--email", "a@b.c", "--name", "A"];
  const { stderr } = await device.run([...register, "--password-stdin"], {
    input: "seven swans on the lake",
  });
  assert.equal(stderr, `${REFUSAL}\n`);
});

Deno.test("what is there to be copied is not wrapped", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const create = ["invite", "create"];
  const { stdout, stderr } = await device.run(create, { typed: "", columns: 40 });
  const code = stdout.trim();
  const lines = stderr.split("\n");
  assert.ok(lines.includes(`  ${circle.url}/join#${code}`), stderr);
  assert.ok(lines.includes(`  circle register --server ${circle.url} --invite ${code}`), stderr);
  assert.ok(lines.includes(`circle invite accept ${code}`), stderr);
  const shown = await device.run(["invite", "show", code], { typed: "", columns: 40 });
  assert.ok(shown.stdout.includes(`  ${circle.url}/join#${code}\n`), shown.stdout);
});

Deno.test("JSON is not wrapped, whatever the terminal", async () => {
  await using device = await makeDevice();
  const { stderr } = await device.run(["whoami", "--json"], { typed: "", columns: 20 });
  assert.match(stderr, /^\{.*\}\n$/);
});

Deno.test("what is laid out already is not wrapped, and questions are", async () => {
  const written: string[] = [];
  const stream = {
    writeSync: (bytes: Uint8Array) => written.push(new TextDecoder().decode(bytes)) && bytes.length,
    isTerminal: () => true,
  };
  const terminal = openTerminal({
    stdin: {
      read: (buffer) => Promise.resolve(buffer.set([10]) ?? 1),
      setRaw: () => {},
      isTerminal: () => true,
      readable: new Blob().stream(),
    },
    stdout: stream,
    stderr: stream,
    noColor: true,
    consoleSize: () => ({ columns: 12 }),
    build: Deno.build,
    addSignalListener: () => {},
    removeSignalListener: () => {},
  });
  terminal.sayAsIs("█▀▄  ▄█ ▀▄ █▀▄\n█  ▀▀ ▄█▄█ ▀▄█");
  terminal.say("two three four");
  await terminal.ask("Which one of them? ");
  assert.deepEqual(written, [
    "█▀▄  ▄█ ▀▄ █▀▄\n█  ▀▀ ▄█▄█ ▀▄█\n",
    "two three\nfour\n",
    "Which one of\nthem? ",
  ]);
});

Deno.test("wrapping breaks at spaces alone, and never more columns than there are", () => {
  const words = fc.array(fc.constantFrom("a", "Anna", "漢字", "🎉", "E\u0301mile", "of"), {
    minLength: 1,
  });
  fc.assert(fc.property(words, fc.integer({ min: 6, max: 30 }), (words, width) => {
    const wrapped = wrapMessage(words.join(" "), width);
    assert.equal(wrapped.replaceAll("\n", " "), words.join(" "));
    for (const line of wrapped.split("\n")) assert.ok(textWidth(line) <= width, wrapped);
  }));
});
