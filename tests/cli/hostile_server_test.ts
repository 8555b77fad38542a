import assert from "node:assert/strict";
import { type Answering, startAnsweringServer } from "../support/answering_server.ts";
import { escapeControl } from "../../cli/terminal/escape_control.ts";
import { makeDevice } from "../support/device.ts";
import { answerHostilely, HOSTILE_TEXT } from "../support/hostile_answers.ts";

const CODE = "K7Q-F9X-WMP-34T-VHB-C2D";

/** Commands that show what the server said. */
const COMMANDS = [
  ["whoami"],
  ["profile", "show"],
  ["profile", "edit", "--name", "Anna"],
  ["auth", "status"],
  ["session", "list"],
  ["login", "approve", CODE, "--yes"],
  ["token", "list"],
  ["token", "create", "backup"],
  ["family", "list"],
  ["family", "members"],
  ["family", "log"],
  ["family", "create", "The Bergs"],
  ["family", "members", "--family", "unknown"],
  ["member", "role", "unknown", "admin"],
  ["member", "role", "\u001b]0;owned", "admin"],
  ["invite", "list"],
  ["invite", "create"],
  ["invite", "show", CODE],
  ["invite", "accept", CODE],
  ["doctor"],
  ["api", "GET", "/profile"],
];

function assertHarmless(text: string): void {
  assert.doesNotMatch(text, /[^\P{C}\n]/u, "a control character is left");
  assert.doesNotMatch(text, /^FORGED/m, "a line was forged");
}

async function runAgainst(answer: Answering, args: readonly string[]) {
  await using server = await startAnsweringServer(answer);
  await using device = await makeDevice();
  const env = { CIRCLE_SERVER: server.url, CIRCLE_TOKEN: "a-secret" };
  return await device.run(args, { env });
}

for (const args of COMMANDS) {
  Deno.test(`\`circle ${escapeControl(args.join(" "))}\` shows hostile text without obeying it`, async () => {
    const { stdout, stderr } = await runAgainst(answerHostilely, [...args, "--debug"]);
    assertHarmless(stdout);
    assertHarmless(stderr);
    assert.match(stdout + stderr, /evil/);
  });
}

Deno.test("--json: passes hostile text on unchanged, escaped for terminals", async () => {
  const { stdout } = await runAgainst(answerHostilely, ["family", "members", "--json"]);
  assertHarmless(stdout);
  assert.equal(JSON.parse(stdout)[0].name, HOSTILE_TEXT);
});

Deno.test("login: escapes a hostile name", async () => {
  const answer: Answering = (request) =>
    request.path === "/login"
      ? Response.json({
        access_token: "abc",
        token_type: "bearer",
        expires_in: 1200,
        refresh_token: "def",
        password_reset: { at: HOSTILE_TEXT, by: { id: HOSTILE_TEXT, name: HOSTILE_TEXT } },
      })
      : answerHostilely(request);
  const login = ["login", "--email", "a@b.c", "--password-stdin"];
  await using server = await startAnsweringServer(answer);
  await using device = await makeDevice();
  const { code, stdout, stderr } = await device.run(login, {
    env: { CIRCLE_SERVER: server.url },
    input: "sailing boats",
  });
  assert.equal(code, 0);
  assert.match(stderr, /You are logged in to .* as .*evil/);
  assertHarmless(stdout);
  assertHarmless(stderr);
});

for (const flags of [[], ["--json"]]) {
  Deno.test(`a hostile refusal drives no terminal ${flags.join("")}`, async () => {
    const problem = {
      type: HOSTILE_TEXT,
      title: HOSTILE_TEXT,
      status: 422,
      detail: HOSTILE_TEXT,
      code: HOSTILE_TEXT,
      errors: [{ field: HOSTILE_TEXT, code: HOSTILE_TEXT, message: HOSTILE_TEXT }],
    };
    const answer = () => Response.json(problem, { status: 422 });
    const { code, stderr } = await runAgainst(answer, ["whoami", ...flags]);
    assert.equal(code, 7);
    assertHarmless(stderr);
    if (flags.length > 0) assert.deepEqual(JSON.parse(stderr), problem);
  });
}

const FOREIGN = { 200: ["null", "{}", "[null]", '{"families":5}', "", '{"a":'], 401: ["", "{}"] };

for (const [status, bodies] of Object.entries(FOREIGN)) {
  for (const body of bodies) {
    Deno.test(`an answer ${status} of \`${body}\` is not CircleShare's`, async () => {
      const { code, stdout, stderr } = await runAgainst(
        () => new Response(body, { status: Number(status) }),
        ["whoami"],
      );
      assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
      assert.equal(
        stderr,
        `circle: The server gave an answer that is not CircleShare's (status ${status}). Check --server.\n`,
      );
    });
  }
}

Deno.test("family log: shows an unknown event of a newer server", async () => {
  const id = "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21";
  const answer: Answering = (request) =>
    request.path.endsWith("/log")
      ? Response.json([{
        id,
        at: "2026-11-23T18:04:05.123Z",
        event: "__proto__",
        by: { id, name: "Anna" },
        member: null,
        person: null,
        role: "emperor",
        note: null,
      }])
      : answerHostilely(request);
  const { code, stdout, stderr } = await runAgainst(answer, ["family", "log"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /__proto__: Anna\n$/);
});

for (const args of [["api", "/profile"], ["whoami", "--json"]]) {
  for (const status of [200, 400]) {
    Deno.test(`\`circle ${args.join(" ")}\` survives a deeply nested answer ${status}`, async () => {
      const deep = "[".repeat(200_000) + "]".repeat(200_000);
      const fields = {
        id: "1",
        email: "a@b.c",
        name: "Anna",
        created_at: "",
        families: [],
        type: "about:blank",
        title: "Bad",
        status,
        detail: "Bad request.",
        code: "malformed_request",
      };
      const body = JSON.stringify(fields).replace(/\}$/, `,"deep":${deep}}`);
      const { code, stderr } = await runAgainst(() => new Response(body, { status }), args);
      assert.equal(code, status === 200 ? 1 : 7);
      const message = status === 200 ? /nested too deeply to be printed/ : /Bad request\./;
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /call stack|bug in circle/);
    });
  }
}

Deno.test("a list whose next page is its first is refused", async () => {
  const { code, stderr } = await runAgainst(
    ({ path }) => Response.json([], { headers: { Link: `<${path}>; rel="next"` } }),
    ["family", "list"],
  );
  assert.equal(code, 1);
  assert.match(stderr, /not CircleShare's/);
});

Deno.test("a list with endless pages is aborted", async () => {
  const families = Array.from({ length: 20_000 }, (_, at) => ({
    id: "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21",
    name: `Family ${at}`.padEnd(300),
    role: "owner",
    created_at: "2026-11-23T18:04:05.123Z",
  }));
  const body = JSON.stringify(families);
  let pages = 0;
  const { code, stderr } = await runAgainst(
    () => new Response(body, { headers: { Link: `</families?page=${++pages}>; rel="next"` } }),
    ["family", "list"],
  );
  assert.equal(code, 1);
  assert.match(stderr, /not CircleShare's/);
  assert.ok(pages * body.length < 64 * 1024 * 1024, `${pages} pages were read`);
});

Deno.test("an endless answer is aborted", async () => {
  const { code, stderr } = await runAgainst(() => new Response(flood()), ["whoami"]);
  assert.equal(code, 3);
  assert.match(stderr, /an answer that is too long to come from CircleShare/);
});

/** An endless body. */
function flood(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(64 * 1024).fill(32);
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
}

Deno.test("a problem with fields of wrong types is refused", async () => {
  const answer = () =>
    Response.json({ status: "x", code: 1, detail: {}, errors: 5 }, { status: 400 });
  const { code, stderr } = await runAgainst(answer, ["whoami"]);
  assert.equal(code, 1);
  assert.match(stderr, /not CircleShare's \(status 400\)/);
});

Deno.test("hostile tokens cannot damage the config file", async () => {
  for (const access_token of ["two words", "line\nend", 5]) {
    await using server = await startAnsweringServer(({ path }) =>
      path === "/login"
        ? Response.json({
          access_token,
          token_type: "bearer",
          expires_in: 1200,
          refresh_token: "r",
          password_reset: null,
        })
        : Response.json({})
    );
    await using device = await makeDevice();
    const { code, stderr } = await device.run(
      ["login", "--server", server.url, "--email", "a@b.c", "--password-stdin"],
      { input: "sailing boats" },
    );
    assert.ok(code === 1 || code === 4, stderr);
    assert.doesNotMatch(stderr, /unforeseen|two words|line/);
    await assert.rejects(Deno.lstat(device.configFile), Deno.errors.NotFound);
  }
});
