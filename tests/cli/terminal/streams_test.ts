import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { startCommand } from "../../support/command_process.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("data goes to standard output, messages to standard error", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { code, stdout, stderr } = await device.runProcess(
    ["register", "--server", circle.url, "--email", "a@b.c", "--name", "Anna", "--password-stdin"],
    { input: GOOD_PASSWORD },
  );
  assert.equal(code, 0);
  assert.match(stdout, /^Name {3}Anna\nEmail {2}a@b\.c\n/);
  assert.equal(stderr, `Welcome, Anna. You are logged in to ${circle.url}.\n`);
  const whoami = await device.runProcess(["whoami"]);
  assert.match(whoami.stdout, /^Anna <a@b\.c> at http:/);
  assert.equal(whoami.stderr, "");
});

Deno.test("--json: prints the API's answer on one line, and nothing else", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const { stdout, stderr } = await device.run(["whoami", "--json"]);
  const answer = await circle.call("GET", "/profile", { token: anna.token });
  assert.equal(stdout, answer.text + "\n");
  assert.equal(stderr, "");
});

Deno.test("--json: prints a problem on one line of standard error", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { code, stdout, stderr } = await device.run(
    ["login", "--json", "--server", circle.url, "--email", "a@b.c", "--password-stdin"],
    { input: GOOD_PASSWORD },
  );
  const answer = await circle.call("POST", "/login", {
    body: { email: "a@b.c", password: GOOD_PASSWORD },
  });
  assert.deepEqual({ code, stdout, stderr }, { code: 4, stdout: "", stderr: answer.text + "\n" });
});

for (const args of [["auth"], [], ["whoami", "--nonsense"], ["whoami"], ["famly"]]) {
  Deno.test(`--json makes the error of \`circle ${args.join(" ")}\` one problem on one line`, async () => {
    await using device = await makeDevice();
    const { stdout, stderr } = await device.run([...args, "--json"]);
    assert.equal(stdout, "");
    assert.match(stderr, /^.+\n$/);
    const problem = JSON.parse(stderr);
    assert.match(problem.type, /^urn:circle:problem:(usage|signed_out)$/);
    assert.ok(problem.detail);
  });
}

Deno.test("--quiet: prints only errors", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { email, password } = await circle.join();
  const login = ["login", "--quiet", "--server", circle.url, "--email", email, "--password-stdin"];
  assert.deepEqual(await device.run(login, { input: password }), {
    code: 0,
    stdout: "",
    stderr: "",
  });
  const wrong = await device.run(login, { input: "not the password at all" });
  assert.equal(wrong.stderr, "circle: The email or the password is wrong.\n");
});

for (
  const { args, flag } of [
    { args: ["login"], flag: "--email" },
    { args: ["login", "--email", "a@b.c"], flag: "--password-stdin" },
    { args: ["register", "--email", "a@b.c"], flag: "--name" },
    { args: ["register", "--email", "a@b.c", "--name", "A"], flag: "--password-stdin" },
  ]
) {
  Deno.test(`off a terminal \`circle ${args.join(" ")}\` asks nothing and names ${flag}`, async () => {
    await using device = await makeDevice();
    const { code, stdout, stderr } = await device.run(args, { input: "an answer\n" });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.equal(stderr, `circle: ${flag} is missing, and cannot be asked for.\n`);
  });
}

for (const ending of ["", "\n", "\r\n"]) {
  Deno.test(`--password-stdin takes ${JSON.stringify(ending)} off the end, once`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    const password = "  sailing boats in the garden \n";
    await circle.join({ email: "a@b.c", password: password + ending });
    const { code } = await device.run(
      ["login", "--server", circle.url, "--email", "a@b.c", "--password-stdin"],
      { input: password + ending + "\n" },
    );
    assert.equal(code, 0);
  });
}

Deno.test("--password-stdin: refuses input that is not UTF-8", async () => {
  await using device = await makeDevice();
  const { code, stderr } = await device.runProcess([
    "login",
    "--email",
    "a@b.c",
    "--password-stdin",
  ], {
    input: Uint8Array.of(0x70, 0xe4, 0x73),
  });
  assert.equal(code, 2);
  assert.equal(stderr, "circle: Standard input is not valid UTF-8.\n");
});

Deno.test("a closed pipe causes no message", async () => {
  await using device = await makeDevice();
  const process = startCommand(["--help"], { configDir: device.configDir });
  await process.stdout.cancel();
  const [status, stderr] = await Promise.all([process.status, new Response(process.stderr).text()]);
  assert.equal(stderr, "");
  assert.notEqual(status.code, 0);
});
