import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { drawQrCode } from "../../../cli/terminal/qr_code.ts";
import { startCircle } from "../../support/circle.ts";
import { commandLine, denoEnvironment } from "../../support/command_process.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { openCircleTerminal } from "../../support/terminal.ts";
import { hasTmux } from "../../support/tmux.ts";

const CODE = /^([2-9A-Z]{3}-){5}[2-9A-Z]{3}\n$/;

Deno.test("token create > token.txt: makes a file that CIRCLE_TOKEN_FILE takes", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using folder = await makeTempFolder();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const made = await device.run(["token", "create", "photo wall", "--read-only"]);
  assert.match(made.stdout, /^circle_[\w-]{43}\n$/);
  assert.match(made.stderr, /^For +photo wall\nMay +look only\nFamily +all of yours\nUntil +\d/m);
  assert.match(made.stderr, /not shown again/);
  assert.ok(!made.stderr.includes(made.stdout.trim()), "the token is on standard output alone");
  const CIRCLE_TOKEN_FILE = `${folder.path}/token.txt`;
  await Deno.writeTextFile(CIRCLE_TOKEN_FILE, made.stdout);
  await using cron = await makeDevice();
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN_FILE };
  const { code, stdout } = await cron.run(["family", "members", "--json"], { env });
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout)[0].email, anna.email);
});

Deno.test("invite create: prints a working code alone, also with --qr", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  for (const flags of [[], ["--qr"]]) {
    const { stdout, stderr } = await device.run(["invite", "create", "--role", "admin", ...flags]);
    assert.match(stdout, CODE);
    assert.match(stderr, /^Into +.+\nRole +admin\nUses +1\nUntil +\d/m);
    assert.doesNotMatch(stderr, /Into[^]*[▀▄█]{4}/, "a picture that pushes the link out of sight");
    const ben = await circle.join({ name: "Ben", invite: stdout.trim() });
    assert.equal(ben.family, anna.family);
  }
});

Deno.test("member reset: prints a working code alone", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  await device.logIn(anna, circle.url);
  const { stdout, stderr } = await device.run(["member", "reset", "ben", "--yes"]);
  assert.match(stdout, CODE);
  assert.match(stderr, /^For +Ben\nUntil +\d/m);
  const body = { code: stdout.trim(), new_password: "a garden full of boats" };
  await circle.client().resetPassword({ body });
  await circle.client().login({ body: { email: ben.email, password: body.new_password } });
});

Deno.test("--json and --quiet: print the API's answer, or the secret, to standard output", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const create = ["token", "create", "wall", "--quiet"];
  const quiet = await device.run(create);
  assert.match(quiet.stdout, /^circle_\S+\n$/);
  assert.equal(quiet.stderr, "");
  const { stdout, stderr } = await device.run([...create, "--json"]);
  const { name, token } = JSON.parse(stdout);
  assert.equal(name, "wall");
  assert.match(token, /^circle_/);
  assert.equal(stderr, "");
});

for (
  const { where, shell } of [
    { where: "a full disk", shell: '"$@" > /dev/full' },
    { where: "a reader that has gone", shell: '"$@" | true' },
  ]
) {
  for (const args of [["token", "create", "wall"], ["invite", "create"]]) {
    Deno.test(`circle ${args.join(" ")} into ${where} revokes what nobody has seen`, async () => {
      await using circle = await startCircle();
      await using device = await makeDevice();
      const anna = await circle.join();
      await device.logIn(anna, circle.url);
      const { stderr } = await new Deno.Command("bash", {
        args: ["-c", shell, "bash", Deno.execPath(), ...commandLine(device), ...args],
        env: { ...denoEnvironment(), CIRCLE_CONFIG_DIR: device.configDir },
      }).output();
      assert.match(
        new TextDecoder().decode(stderr),
        /^circle: The secret could not be shown\. .* It has been revoked\.\n$/,
      );
      assert.deepEqual(await anna.client.listTokens({}), []);
      assert.deepEqual(await anna.client.listInvites({ params: { family_id: anna.family } }), []);
    });
  }
}

Deno.test("circle member reset into a full disk says how the code is taken back", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await addFamilyMember(circle, anna, { name: "Ben" });
  await device.logIn(anna, circle.url);
  const { stderr } = await new Deno.Command("bash", {
    args: ["-c", '"$@" > /dev/full', "bash", Deno.execPath()]
      .concat(commandLine(device), ["member", "reset", "ben", "--yes"]),
    env: { ...denoEnvironment(), CIRCLE_CONFIG_DIR: device.configDir },
  }).output();
  assert.match(
    new TextDecoder().decode(stderr),
    /^circle: The secret could not be shown\. .* It could not be revoked: making another code for Ben replaces it\.\n$/,
  );
});

Deno.test("token create: the printed example works for someone in two families", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await anna.client.createFamily({ body: { name: "The Holms" } });
  await device.logIn(anna, circle.url);
  const { stdout, stderr } = await device.run(["token", "create", "wall"]);
  const [, example = ""] = /circle (family members .*)/.exec(stderr) ?? [];
  assert.equal(example, "family members --family NAME");
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: stdout.trim() };
  const named = await device.run(["family", "members", "--family", "the holms"], { env });
  assert.equal(named.code, 0);
  const bound = await device.run(["token", "create", "wall", "--family", "anna"]);
  assert.match(bound.stderr, /circle family members\n$/);
});

Deno.test("token list: warns 14 days before a token ends", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  await anna.client.createToken({ body: { name: "wall", expires_in_days: 30 } });
  assert.doesNotMatch((await device.run(["token", "list"])).stdout, /Ends soon/);
  await anna.client.createToken({ body: { name: "backup", expires_in_days: 13 } });
  const { stdout } = await device.run(["token", "list"]);
  assert.match(stdout, /\n\nEnds soon: backup\. circle token edit NAME --expires 90d\n$/);
});

Deno.test("an expired script token: the error says so, and how to make another", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const { token } = await anna.client.createToken({ body: { name: "wall", expires_in_days: 1 } });
  circle.advance(25 * 3600_000);
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: token };
  const { code, stderr } = await device.run(["family", "members"], { env });
  assert.equal(code, 4);
  assert.match(stderr, /\nThe token comes from CIRCLE_TOKEN\. .*: circle token create NAME\n$/);
  const json = await device.run(["family", "members", "--json"], { env });
  assert.equal(JSON.parse(json.stderr).code, "invalid_token");
});

Deno.test({
  name: "a QR code: sets its own colours, or none with NO_COLOR, and contains the link",
  ignore: !hasTmux,
  async fn() {
    await using circle = await startCircle();
    const { token } = await circle.join();
    await using terminal = await openCircleTerminal(circle.url, { CIRCLE_TOKEN: token });
    const line = "circle invite create --qr";
    const colored = await terminal.run(line, "-e");
    // tmux shows a colour once, where it begins.
    assert.ok(colored.includes("\u001b[38;5;231m\u001b[48;5;16m█"), colored);
    await assertDraws(await terminal.run(line), true);
    const plain = await terminal.run(`${line} --no-color`, "-e");
    assert.ok(!plain.includes("\u001b["), plain);
    await assertDraws(plain, false);
  },
});

/** What a screen shows is the drawing of the link on it, up to blanks at the ends of lines. */
async function assertDraws(screen: string, hasColor: boolean): Promise<void> {
  const [link] = /http:\S+\/join#([2-9A-Z]{3}-){5}[2-9A-Z]{3}/.exec(screen) ?? [];
  const drawing = stripVTControlCharacters(await drawQrCode(link!, hasColor));
  const start = screen.indexOf(drawing.replaceAll(/ +$/gm, ""));
  assert.ok(start >= 0, `${screen}\nis not\n${drawing}`);
  assert.ok(start < screen.indexOf(link!), "the link is pushed out of sight");
}
