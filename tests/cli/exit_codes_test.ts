import assert from "node:assert/strict";
import { explainNetworkError } from "../../cli/session/network_error.ts";
import { DEFAULT_SERVER } from "../../cli/session/server_address.ts";
import { startAnsweringServer } from "../support/answering_server.ts";
import { GOOD_PASSWORD, startCircle } from "../support/circle.ts";
import { startCommand } from "../support/command_process.ts";
import { makeDevice } from "../support/device.ts";
import { readResult } from "../support/run_program.ts";

Deno.test("an empty list exits with 0", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const { code, stdout } = await device.run(["invite", "list", "--json"]);
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "[]\n" });
});

Deno.test("an answer that is not CircleShare's exits with 1", async () => {
  await using device = await makeDevice();
  await using other = await startAnsweringServer(() => new Response("<h1>It works!</h1>"));
  const { code, stderr } = await device.run(["api", "GET", "/health", "--server", other.url]);
  assert.equal(code, 1);
  assert.match(stderr, /not CircleShare's \(status 200\)\. Check --server\.\n$/);
});

for (
  const args of [
    ["famly"],
    ["auth"],
    ["whoami", "--nonsense"],
    ["whoami", "surplus"],
    ["api", "GET"],
    ["api", "BREW", "/coffee"],
    ["api", "GET", "profile"],
    ["api", "GET", "/profile", "--input", "-"],
    ["whoami", "--timeout", "soon"],
    ["whoami", "--timeout", "0"],
    ["whoami", "--server", "ftp://circle.example.org"],
    ["whoami", "--server", "https://circle.example.org/path"],
    ["login", "--with-token", "--password-stdin"],
    ["completions", "csh"],
  ]
) {
  Deno.test(`\`circle ${args.join(" ")}\` exits with 2`, async () => {
    await using device = await makeDevice();
    const { code, stdout, stderr } = await device.run(args, { input: "" });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" }, stderr);
    assert.match(stderr, /^circle: /m);
  });
}

Deno.test("an unreachable server exits with 3", async () => {
  await using device = await makeDevice();
  const gone = await startAnsweringServer(() => new Response());
  await gone[Symbol.asyncDispose]();
  const { code, stderr } = await device.run(["api", "GET", "/health", "--server", gone.url]);
  assert.equal(code, 3);
  assert.match(stderr, /cannot be reached\. Is the address right, and does the server run\?\n$/);
});

Deno.test("where no server runs at the usual address, it is said how to name another", () => {
  const { kind, message } = explainNetworkError("Connection refused", DEFAULT_SERVER);
  assert.equal(kind, "unreachable");
  assert.match(
    message,
    /^http:\/\/127\.0\.0\.1:8000 cannot be reached\. .*--server .*CIRCLE_SERVER/,
  );
});

/** What nginx says while the server behind it is stopped. */
const BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head></html>";

/** A date, by the clock of the moment at which the answer is given. */
const IN_AN_HOUR = "in an hour";

for (
  const [status, retryAfter, when] of [
    [502, undefined, "later"],
    [503, "1", "in a second"],
    [503, "90", "in 90 seconds"],
    [504, "600", "in 10 minutes"],
    [502, IN_AN_HOUR, "in (59|60) minutes"],
    [502, "soon", "later"],
    [521, undefined, "later"],
  ] as const
) {
  Deno.test(`a proxy's ${status} with Retry-After ${retryAfter} exits with 3`, async () => {
    await using device = await makeDevice();
    const after = retryAfter === IN_AN_HOUR
      ? new Date(Date.now() + 3_600_000).toUTCString()
      : retryAfter;
    const headers = { "Content-Type": "text/html", ...after && { "Retry-After": after } };
    await using proxy = await startAnsweringServer(() =>
      new Response(BAD_GATEWAY, { status, headers })
    );
    const { code, stderr } = await device.run(["api", "/health", "--server", proxy.url]);
    assert.equal(code, 3);
    assert.match(
      stderr,
      new RegExp(
        `^circle: ${proxy.url} does not answer just now \\(status ${status}\\)\\. ` +
          `Try again ${when}, or ask the person who hosts it\\.\n$`,
      ),
    );
  });
}

Deno.test("a server that refuses for a while says why itself, through a proxy too", async () => {
  await using device = await makeDevice();
  const problem = {
    type: "urn:circle:problem:overloaded",
    title: "Busy",
    status: 503,
    detail: "Too much is going on.",
    code: "overloaded",
  };
  await using busy = await startAnsweringServer(() => Response.json(problem, { status: 503 }));
  const { code, stderr } = await device.run(["api", "/health", "--server", busy.url]);
  assert.deepEqual({ code, stderr }, { code: 1, stderr: "circle: Too much is going on.\n" });
});

Deno.test("a server that never answers exits with 3 after --timeout", async () => {
  await using device = await makeDevice();
  await using silent = await startAnsweringServer(() => new Promise(() => {}));
  const args = ["api", "GET", "/health", "--server", silent.url, "--timeout", "0.3"];
  const startedAt = Date.now();
  const { code, stderr } = await device.run(args);
  assert.equal(code, 3);
  assert.ok(Date.now() - startedAt < 25_000, "it waited as long as without --timeout");
  assert.match(stderr, /did not answer in time\. Try again, or allow more with --timeout\.\n$/);
});

Deno.test("a server that stops in the middle of its answer exits with 3 after --timeout", async () => {
  await using device = await makeDevice();
  await using slow = await startAnsweringServer(() =>
    new Response(
      new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('{"id"')) }),
    )
  );
  const args = ["api", "GET", "/health", "--server", slow.url, "--timeout", "0.3"];
  const { code } = await device.run(args);
  assert.equal(code, 3);
});

Deno.test("a plain server named by https:// exits with 3, with a hint", async () => {
  await using device = await makeDevice();
  await using plain = await startAnsweringServer(() => new Response("{}"));
  const { code, stderr } = await device.run(
    ["api", "GET", "/health", "--server", plain.url.replace("http:", "https:")],
  );
  assert.equal(code, 3);
  assert.match(stderr, /does not speak TLS\. If you mean plain http: --server http:\/\/127\./);
});

Deno.test("a command without a login exits with 4", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { code, stderr } = await device.run(["whoami", "--server", circle.url]);
  assert.equal(code, 4);
  const login = `circle login --server ${circle.url}`; // without it, it would be another server
  assert.equal(
    stderr,
    `circle: You are not logged in to ${circle.url}. Log in first: ${login}\n`,
  );
  const env = { CIRCLE_SERVER: circle.url };
  assert.match((await device.run(["whoami"], { env })).stderr, / Log in first: circle login\n$/);
});

Deno.test("a wrong password exits with 4, and so does a session that was ended elsewhere", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const login = ["login", "--server", circle.url, "--email", anna.email, "--password-stdin"];
  assert.equal((await device.run(login, { input: "not the password at all" })).code, 4);
  await device.logIn(anna, circle.url);
  await anna.client.logout({ query: { scope: "all" } });
  const { code, stderr } = await device.run(["whoami"]);
  assert.equal(code, 4);
  assert.match(stderr, /^circle: Your session has ended\. Log in again: circle login\n/);
});

Deno.test("a closed registration exits with 5", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  await using device = await makeDevice();
  await circle.join();
  const { code } = await device.run(
    ["register", "--server", circle.url, "--email", "a@b.c", "--name", "A", "--password-stdin"],
    { input: GOOD_PASSWORD },
  );
  assert.equal(code, 5);
});

Deno.test("a read-only script token that changes something exits with 5", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const { token } = await anna.client.createToken({ body: { name: "wall", read_only: true } });
  const env = { CIRCLE_SERVER: circle.url, CIRCLE_TOKEN: token };
  assert.equal((await device.run(["family", "list"], { env })).code, 0);
  assert.equal((await device.run(["profile", "edit", "--name", "Ben"], { env })).code, 5);
});

Deno.test("an unknown resource exits with 6", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const { code } = await device.run(["api", "GET", `/families/${crypto.randomUUID()}`]);
  assert.equal(code, 6);
});

Deno.test("refused fields exit with 7 and are all named", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { code, stderr } = await device.run(
    ["register", "--server", circle.url, "--email", "a", "--name", " ", "--password-stdin"],
    { input: "short" },
  );
  assert.equal(code, 7);
  assert.match(stderr, /^circle: email: .+/);
  assert.match(stderr, /^name: .+/m);
});

Deno.test("a conflict exits with 7", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await circle.join({ email: "a@b.c" });
  const { code } = await device.run(
    ["register", "--server", circle.url, "--email", "a@b.c", "--name", "A", "--password-stdin"],
    { input: GOOD_PASSWORD },
  );
  assert.equal(code, 7);
});

Deno.test("too many requests exit with 8", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { email } = await circle.join();
  const body = { email, password: "not the password at all" };
  for (let i = 0; i < 10; i++) await circle.call("POST", "/login", { body });
  const { code } = await device.run(
    ["login", "--server", circle.url, "--email", email, "--password-stdin"],
    { input: GOOD_PASSWORD },
  );
  assert.equal(code, 8);
});

for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test(`${signal} during a request exits with ${expected}`, async () => {
    await using device = await makeDevice();
    const asked = Promise.withResolvers<void>();
    await using silent = await startAnsweringServer(() => {
      asked.resolve();
      return new Promise(() => {});
    });
    const process = startCommand(["api", "GET", "/health", "--server", silent.url], device);
    await asked.promise;
    process.kill(signal);
    const { code, stdout, stderr } = await readResult(process);
    assert.deepEqual({ code, stdout, stderr }, { code: expected, stdout: "", stderr: "" });
  });
}
