import assert from "node:assert/strict";
import { startAnsweringServer } from "../support/answering_server.ts";
import { startCircle } from "../support/circle.ts";
import { makeDevice } from "../support/device.ts";

Deno.test("--debug: shows what is sent where, without secrets", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { email, password, token } = await circle.join();
  const debug = ["--debug", "--server", circle.url];
  const login = await device.run(
    ["login", ...debug, "--email", email, "--password-stdin"],
    { input: password },
  );
  assert.match(
    login.stderr,
    new RegExp(`^debug: POST ${circle.url}/login 200 in \\d+ ms, request`),
  );
  const [first] = (await device.readConfig()).sessions;
  await device.editSession({ expires_at: "2020-01-01T00:00:00.000Z" });
  const refresh = await device.run(["whoami", ...debug]);
  assert.match(
    refresh.stderr,
    /debug: POST \S+\/token\/refresh 200 .*\ndebug: GET \S+\/profile 200/,
  );
  const [second] = (await device.readConfig()).sessions;
  const query = await device.run(["api", "GET", "/profile?token=in-a-query", ...debug]);
  const given = await device.run(["whoami", ...debug], { env: { CIRCLE_TOKEN: token } });
  const gone = await startAnsweringServer(() => new Response());
  await gone[Symbol.asyncDispose]();
  const unreachable = await device.run(
    ["api", "GET", "/?token=in-a-query", "--debug", "--server", gone.url],
    { env: { CIRCLE_TOKEN: token } },
  );
  assert.match(
    unreachable.stderr,
    /debug: GET \S+\/ failed in \d+ ms: error sending request for url \(…\)/,
  );
  const feed = await device.run(["api", "GET", "/feeds/circle_feed_of-nobody.ics", ...debug]);
  assert.match(feed.stderr, /debug: GET \S+\/feeds\/… 404/);
  const said = [login, refresh, query, given, unreachable, feed].map(({ stderr }) => stderr).join(
    "",
  );
  const secrets = [password, token, "in-a-query", "of-nobody", "Bearer"];
  for (const { access_token, refresh_token } of [first, second]) {
    secrets.push(access_token, refresh_token);
  }
  for (const secret of secrets) assert.ok(!said.includes(secret), `${secret} stands in ${said}`);
});

Deno.test("a password flag is refused, and its value not repeated", async () => {
  await using device = await makeDevice();
  for (const flags of [["--password=my-secret"], ["--password", "my-secret"], ["-pmy-secret"]]) {
    const { code, stderr } = await device.run(["login", "--email", "a@b.c", ...flags]);
    assert.equal(code, 2);
    assert.match(stderr, /^circle: unknown option '/);
    assert.doesNotMatch(stderr, /secret/);
  }
});

Deno.test("without --debug none of it is printed", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { stderr } = await device.run(["api", "GET", "/health", "--server", circle.url]);
  assert.equal(stderr, "");
});
