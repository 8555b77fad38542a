import assert from "node:assert/strict";
import { type AnsweringServer, startAnsweringServer } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

const PROFILE = {
  id: "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21",
  email: "a@b.c",
  name: "Anna",
  created_at: "2026-11-23T18:04:05.123Z",
  families: [],
};

/** Another server, which answers as CircleShare would and sees what it is sent. */
function startWitness(): Promise<AnsweringServer> {
  return startAnsweringServer(() => Response.json(PROFILE));
}

function assertSawNoSecret({ requests }: AnsweringServer, ...secrets: readonly string[]): void {
  for (const { path, headers, body } of requests) {
    const seen = path + JSON.stringify([...headers]) + body;
    assert.ok(!seen.includes("Bearer"), `a token was sent: ${seen}`);
    for (const secret of secrets) assert.ok(!seen.includes(secret), `it was sent: ${seen}`);
  }
}

Deno.test("a saved token is sent only to its own server", async () => {
  await using circle = await startCircle();
  await using witness = await startWitness();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const { code } = await device.run(["whoami", "--server", witness.url]);
  assert.equal(code, 4);
  const api = await device.run(["api", "GET", "/profile"], { env: { CIRCLE_SERVER: witness.url } });
  assert.equal(api.code, 0);
  assert.equal(witness.requests.length, 1);
  assertSawNoSecret(witness);
});

Deno.test("CIRCLE_TOKEN is sent only to CIRCLE_SERVER", async () => {
  await using witness = await startWitness();
  await using device = await makeDevice();
  const env = { CIRCLE_SERVER: "https://circle.example.org", CIRCLE_TOKEN: "a-secret" };
  const whoami = await device.run(["whoami", "--server", witness.url], { env });
  assert.equal(whoami.code, 4);
  await device.run(["api", "GET", "/profile", "--server", witness.url], { env });
  assert.equal(witness.requests.length, 1);
  assertSawNoSecret(witness, "a-secret");
});

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(`a redirect (${status}) takes neither token nor password elsewhere`, async () => {
    await using witness = await startWitness();
    await using mover = await startAnsweringServer(({ path }) =>
      new Response(null, { status, headers: { Location: witness.url + path } })
    );
    await using device = await makeDevice();
    const env = { CIRCLE_SERVER: mover.url };
    const whoami = await device.run(["whoami"], { env: { ...env, CIRCLE_TOKEN: "a-secret" } });
    assert.equal(whoami.code, 1);
    assert.match(whoami.stderr, /answered with a redirect, which is not followed/);
    const login = ["login", "--email", "a@b.c", "--password-stdin"];
    assert.equal((await device.run(login, { env, input: "sailing boats" })).code, 1);
    assert.equal(mover.requests.length, 2);
    assert.deepEqual(witness.requests, []);
  });
}

for (
  const path of ["//HOST/profile", "/\\HOST/profile", "http://HOST/profile", "\\\\HOST/", "@HOST/"]
) {
  Deno.test(`\`circle api GET ${path}\` stays on the server`, async () => {
    await using server = await startWitness();
    await using witness = await startWitness();
    await using device = await makeDevice();
    const { code } = await device.run(
      ["api", "GET", path.replace("HOST", new URL(witness.url).host)],
      { env: { CIRCLE_SERVER: server.url, CIRCLE_TOKEN: "a-secret" } },
    );
    assert.equal(code, 2);
    assert.deepEqual([...server.requests, ...witness.requests], []);
  });
}

Deno.test("the next page of a list stays on the server", async () => {
  await using witness = await startWitness();
  await using device = await makeDevice();
  const link = `<//${new URL(witness.url).host}/sessions>; rel="next"`;
  await using server = await startAnsweringServer(() =>
    Response.json([], { headers: { Link: link } })
  );
  const env = { CIRCLE_SERVER: server.url, CIRCLE_TOKEN: "a-secret" };
  const { code } = await device.run(["session", "list"], { env });
  assert.notEqual(code, 0);
  assert.deepEqual(witness.requests, []);
});

for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY"]) {
  Deno.test(`a proxy in ${name} does not read what goes to a server on this machine`, async () => {
    await using circle = await startCircle();
    await using proxy = await startWitness();
    await using device = await makeDevice();
    const { email, password } = await circle.join();
    const env = { [name]: proxy.url, NO_PROXY: "example.org", CIRCLE_SERVER: circle.url };
    const login = ["login", "--email", email, "--password-stdin"];
    assert.equal((await device.runProcess(login, { env, input: password })).code, 0);
    assert.equal((await device.runProcess(["whoami"], { env })).code, 0);
    assert.deepEqual(proxy.requests, []);
  });
}

for (
  const server of [
    "http://circle.example.org",
    "http://192.0.2.1:8000",
    "http://127.0.0.1.example.org",
    "http://localhost.example.org",
    "http://evil.localhost",
    "http://0.0.0.0:8000",
    "http://[::ffff:192.0.2.1]:8000",
  ]
) {
  Deno.test(`${server} is refused: it would carry secrets unencrypted`, async () => {
    await using device = await makeDevice();
    const env = { CIRCLE_SERVER: server, CIRCLE_TOKEN: "a-secret" };
    const { code, stderr } = await device.run(["whoami"], { env });
    assert.equal(code, 2);
    assert.match(stderr, /would send your password and token unencrypted/);
  });
}

for (
  const [named, server] of [
    ["http://[::1]:8000", "http://[::1]:8000"],
    ["http://127.5.6.7", "http://127.5.6.7"],
    ["http://LOCALHOST:8000", "http://localhost:8000"],
    ["[::1]", "https://[::1]"],
    ["Circle.Example.ORG:443", "https://circle.example.org"],
    ["b\u00fccher.example", "https://xn--bcher-kva.example"],
  ]
) {
  Deno.test(`--server ${named} is ${server}`, async () => {
    await using device = await makeDevice();
    const { code, stderr } = await device.run(["whoami", "--server", named!]);
    assert.equal(code, 4);
    assert.ok(stderr.startsWith(`circle: You are not logged in to ${server}. `), stderr);
  });
}

Deno.test("a server without a scheme means https", async () => {
  await using device = await makeDevice();
  await using witness = await startWitness();
  const { host } = new URL(witness.url);
  const { stderr } = await device.run(["whoami", "--server", host]);
  assert.match(stderr, new RegExp(`You are not logged in to https://${host}`));
});

Deno.test("--insecure-http: allows plain http", async () => {
  await using device = await makeDevice();
  const { code, stderr } = await device.run(
    ["whoami", "--insecure-http", "--server", "http://circle.example.org"],
  );
  assert.equal(code, 4);
  assert.match(stderr, /You are not logged in to http:\/\/circle\.example\.org/);
});

Deno.test("--insecure-http: is saved with the login, and warned about again", async () => {
  const server = "http://circle.example.org";
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: server });
  await using proxy = await startAnsweringServer(({ path, method, headers, body }) => {
    for (const name of ["connection", "host", "content-length"]) headers.delete(name);
    const { pathname, search } = new URL(path);
    return fetch(circle.url + pathname + search, { method, headers, body: body || undefined });
  });
  await using device = await makeDevice();
  const { email, password } = await circle.join();
  const env = { HTTP_PROXY: proxy.url }; // leads every name to this machine
  const login = ["login", "--server", server, "--email", email, "--password-stdin"];
  assert.equal((await device.runProcess(login, { env, input: password })).code, 2);
  const loggedIn = await device.runProcess([...login, "--insecure-http"], { env, input: password });
  assert.equal(loggedIn.code, 0, loggedIn.stderr);
  const status = await device.runProcess(["auth", "status"], { env });
  assert.equal(status.code, 0, status.stderr);
  assert.match(status.stdout, /^Insecure +plain http: others can read what you send$/m);
  const invite = await device.runProcess(["invite", "create"], { env });
  assert.match(
    invite.stderr,
    /circle register --server http:\/\/circle\.example\.org --insecure-http --invite/,
  );
  const token = await device.runProcess(["token", "create", "wall"], { env });
  assert.match(token.stderr, /circle family members --insecure-http\n$/);
  assert.equal((await device.runProcess(["whoami", "--server", server], { env })).code, 0);
  const elsewhere = await device.runProcess(["whoami", "--server", "http://other.example"], {
    env,
  });
  assert.equal(elsewhere.code, 2);
  const named = { ...env, CIRCLE_SERVER: server, CIRCLE_TOKEN: token.stdout.trim() };
  assert.equal((await device.runProcess(["whoami"], { env: named })).code, 2);
});
