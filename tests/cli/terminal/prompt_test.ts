import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux, type Tmux } from "../../support/tmux.ts";

const EXIT = /^exit:(\d+)$/m;
const NEW_PASSWORD = /^New password .*: *$/m;

/** A test in a real terminal, on a server of its own. */
function testInTerminal(
  name: string,
  test: (tmux: Tmux, circle: Awaited<ReturnType<typeof startCircle>>) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !hasTmux,
    async fn() {
      await using circle = await startCircle();
      await using terminal = await openCircleTerminal(circle.url);
      await test(terminal.tmux, circle);
    },
  });
}

testInTerminal(
  "register: asks for every field, and hides the password",
  async (tmux, circle) => {
    await tmux.enter("circle register; echo exit:$?");
    await tmux.waitFor(/^Email: *$/m);
    await tmux.enter("anna@example.org");
    await tmux.waitFor(/^Your name: *$/m);
    await tmux.enter("Anna 漢字");
    await tmux.waitFor(NEW_PASSWORD);
    await tmux.enter(GOOD_PASSWORD);
    await tmux.waitFor(/^The same again: *$/m);
    await tmux.enter(GOOD_PASSWORD);
    const screen = await tmux.waitFor(EXIT);
    assert.match(screen, /^exit:0$/m);
    assert.match(screen, /^Welcome, Anna 漢字\./m);
    assert.doesNotMatch(screen, /sailing|\*/);
    const body = { email: "anna@example.org", password: GOOD_PASSWORD };
    assert.equal((await circle.call("POST", "/login", { body })).status, 200);
  },
);

testInTerminal(
  "register: asks for two different passwords again, and keeps the other answers",
  async (tmux, circle) => {
    await tmux.enter("circle register --email anna@example.org --name Anna; echo exit:$?");
    await tmux.waitFor(NEW_PASSWORD);
    await tmux.enter(GOOD_PASSWORD);
    await tmux.waitFor(/^The same again: *$/m);
    await tmux.enter(GOOD_PASSWORD + "!");
    await tmux.waitFor(/^The two passwords are not the same\. Try again\.\nNew password .*: *$/m);
    await tmux.enter("too short");
    await tmux.waitFor(/^A password has 15 characters or more\. Try again\.\nNew password .*: *$/m);
    for (let i = 0; i < 2; i++) await tmux.enter(GOOD_PASSWORD);
    assert.match(await tmux.waitFor(EXIT), /^exit:0$/m);
    const body = { email: "anna@example.org", password: GOOD_PASSWORD };
    assert.equal((await circle.call("POST", "/login", { body })).status, 200);
  },
);

testInTerminal(
  "a hidden prompt: backspace works, and other keys without a character do nothing",
  async (tmux, circle) => {
    await circle.join({ email: "anna@example.org" });
    await tmux.enter("circle login --email anna@example.org; echo exit:$?");
    await tmux.waitFor(/^Password: *$/m);
    await tmux.type("all of this is wrong");
    await tmux.press("C-u");
    await tmux.press("BSpace"); // there is nothing left to erase
    await tmux.type("sailinX");
    await tmux.press("BSpace", "Up", "Left", "Home", "F5", "DC", "C-Right", "M-Left");
    await tmux.type("g boats 漢👍");
    await tmux.press("BSpace", "BSpace");
    await tmux.type("in the garden");
    await tmux.press("Tab", "Enter");
    assert.match(await tmux.waitFor(EXIT), /^exit:0$/m);
  },
);

for (
  const password of [
    "pässwörter aus Übersee",
    "漢字のパスワードは長い方がよい",
    "👨‍👩‍👧 four of us 🎉🎉🎉",
  ]
) {
  testInTerminal(
    `a password of any characters is taken as it is typed: ${password}`,
    async (tmux, circle) => {
      await circle.join({ email: "anna@example.org", password });
      await tmux.enter("circle login --email anna@example.org; echo exit:$?");
      await tmux.waitFor(/^Password: *$/m);
      await tmux.enter(password);
      assert.match(await tmux.waitFor(EXIT), /^exit:0$/m);
    },
  );
}

testInTerminal(
  "a password pasted twice at once answers both prompts",
  async (tmux, circle) => {
    await tmux.enter("circle register --email anna@example.org --name Anna; echo exit:$?");
    await tmux.waitFor(NEW_PASSWORD);
    await tmux.paste(`${GOOD_PASSWORD}\n${GOOD_PASSWORD}\n`);
    const screen = await tmux.waitFor(EXIT);
    assert.match(screen, /^exit:0$/m);
    assert.doesNotMatch(screen, /sailing/);
    const body = { email: "anna@example.org", password: GOOD_PASSWORD };
    assert.equal((await circle.call("POST", "/login", { body })).status, 200);
  },
);

testInTerminal("a bracketed paste is read without its markers", async (tmux, circle) => {
  await circle.join({ email: "anna@example.org" });
  await tmux.enter("circle login --email anna@example.org; echo exit:$?");
  await tmux.waitFor(/^Password: *$/m);
  await tmux.type(`\u001b[200~${GOOD_PASSWORD}\u001b[201~`);
  await tmux.press("Enter");
  assert.match(await tmux.waitFor(EXIT), /^exit:0$/m);
});

testInTerminal("Ctrl-D at a prompt ends the command", async (tmux) => {
  for (const args of ["login", "login --email a@b.c"]) {
    await tmux.enter(`clear; circle ${args}; echo exit:$?`);
    await tmux.waitFor(/^(Email|Password): *$/m);
    await tmux.press("C-d");
    const screen = await tmux.waitFor(/^exit:1$/m);
    assert.match(
      screen,
      /: *\ncircle: The input ended before the question was answered\.\nexit:1$/m,
    );
  }
});

testInTerminal(
  "Ctrl-Z at a prompt stops the command, and fg continues it",
  async (tmux, circle) => {
    await circle.join({ email: "anna@example.org" });
    await tmux.enter("circle login; echo exit:$?");
    await tmux.waitFor(/^Email: *$/m);
    await tmux.press("C-z");
    await tmux.waitFor(/Stopped|Suspended/);
    await tmux.enter("fg; echo ended:$?");
    await tmux.waitFor(/^circle login\n?/m);
    await tmux.enter("anna@example.org");
    await tmux.waitFor(/^Password: *$/m);
    await tmux.enter(GOOD_PASSWORD);
    assert.match(await tmux.waitFor(/^ended:\d+$/m), /^ended:0$/m);
  },
);

testInTerminal(
  "Ctrl-Z at a hidden prompt stops the command, and fg asks again, hidden",
  async (tmux, circle) => {
    await circle.join({ email: "anna@example.org" });
    await tmux.enter("exec bash --norc");
    await tmux.enter("circle login --email anna@example.org; echo exit:$?");
    await tmux.waitFor(/^Password: *$/m);
    await tmux.type("sailing boats ");
    await tmux.press("C-z");
    await tmux.waitFor(/Stopped/);
    await tmux.enter("echo vis''ible");
    await tmux.waitFor(/^visible$/m); // the shell echoes again
    await tmux.enter("clear; fg; echo ended:$?");
    await tmux.waitFor(/^circle login .*\nPassword: *$/m);
    await tmux.enter(GOOD_PASSWORD);
    const screen = await tmux.waitFor(/^ended:\d+$/m);
    assert.match(screen, /^ended:0$/m);
    assert.doesNotMatch(screen, /sailing|garden/);
  },
);

testInTerminal("Ctrl-\\ at a hidden prompt ends the command", async (tmux) => {
  await tmux.enter("circle login --email a@b.c; echo exit:$?; stty -a | grep -o ' echo '");
  await tmux.waitFor(/^Password: *$/m);
  await tmux.press("C-\\");
  await tmux.waitFor(/^exit:131\n +echo *$/m);
});

testInTerminal("login --with-token: asks for the token, and hides it", async (tmux, circle) => {
  const { client } = await circle.join({ name: "Anna" });
  const { token } = await client.createToken({ body: { name: "cron" } });
  await tmux.enter("circle login --with-token; echo exit:$?");
  await tmux.waitFor(/^Script token: *$/m);
  await tmux.enter(token);
  const screen = await tmux.waitFor(EXIT);
  assert.match(screen, /as Anna\.\nexit:0$/m);
  assert.ok(!screen.includes(token.slice(-20)), screen);
});

testInTerminal(
  "what is read from a terminal to its end says how one ends it",
  async (tmux, circle) => {
    const { token, client, family } = await circle.join({ name: "Anna" });
    // In one line: the shell would write its prompt behind what is typed ahead of it.
    await tmux.enter(`export CIRCLE_TOKEN=${token}; clear; circle journal post -; echo exit:$?`);
    await tmux.waitFor(/^Type it here, and end it with Ctrl-D\.$/m);
    await tmux.enter("It was in 1962.");
    await tmux.press("C-d");
    assert.match(await tmux.waitFor(EXIT), /^exit:0$/m);
    const [post] = await client.listPosts({ params: { family_id: family } });
    assert.equal(post!.text, "It was in 1962.");
  },
);

testInTerminal("--no-input: asks nothing at a terminal either", async (tmux) => {
  await tmux.enter("circle login --no-input; echo exit:$?");
  assert.match(await tmux.waitFor(EXIT), /^circle: --email is missing.*\nexit:2$/m);
});

testInTerminal(
  "Enter at the password prompt makes a passphrase, which logs in",
  async (tmux, circle) => {
    await tmux.enter("circle register --email anna@example.org --name Anna; echo exit:$?");
    await tmux.waitFor(NEW_PASSWORD);
    await tmux.press("Enter");
    const shown = await tmux.waitFor(/^Type it here: *$/m);
    const password = /^ {2}(\w+(?:[ -]\w+){5,})$/m.exec(shown)?.[1];
    assert.ok(password, shown);
    await tmux.enter(`${password}x`);
    const again = await tmux.waitFor(/^That is not the same\. [^]*^Type it here: *$/m);
    assert.equal(again.split(password).length, 3, again); // the same one is shown again
    await tmux.enter(password);
    assert.match(await tmux.waitFor(EXIT), /^exit:0$/m);
    const body = { email: "anna@example.org", password };
    assert.equal((await circle.call("POST", "/login", { body })).status, 200);
  },
);

testInTerminal("family delete: needs a yes", async (tmux, circle) => {
  const anna = await circle.join();
  await tmux.enter(`circle login --email ${anna.email}; echo exit:$?`);
  await tmux.waitFor(/^Password: *$/m);
  await tmux.enter(anna.password);
  assert.match(await tmux.waitFor(EXIT), /^exit:0$/m);
  const answerWith = async (reply: string, round: number) => {
    await tmux.enter(`clear; circle family delete; echo exit-${round}:$?`);
    await tmux.waitFor(/for everyone in it\? \(yes or no\) *\s*$/);
    await tmux.enter(reply);
    return await tmux.waitFor(new RegExp(`^exit-${round}:\\d`, "m"));
  };
  for (const [round, reply] of ["no", "", "yesterday"].entries()) {
    const screen = await answerWith(reply, round);
    assert.match(screen, new RegExp(`^circle: Nothing was done\\.\nexit-${round}:7$`, "m"));
  }
  assert.equal((await anna.client.listFamilies({})).length, 1);
  assert.match(await answerWith("Yes", 3), /^exit-3:0$/m);
  assert.deepEqual(await anna.client.listFamilies({}), []);
});
