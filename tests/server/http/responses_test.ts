import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";

Deno.test("every answer forbids sniffing, framing and caching", async () => {
  await using circle = await startCircle();
  const { token } = await circle.join();
  const answers: readonly [method: string, path: string, status: number][] = [
    ["GET", "/health", 200],
    ["HEAD", "/health", 200],
    ["GET", "/profile", 200],
    ["OPTIONS", "/profile", 204],
    ["PUT", "/profile", 405],
    ["POST", "/login", 415],
    ["GET", "/nowhere", 404],
    ["GET", "/docs", 200],
    ["GET", "/docs/swagger-ui.js", 200],
    ["GET", "/openapi.json", 200],
    ["POST", "/logout", 204],
    ["POST", "/logout", 401],
  ];
  for (const [method, path, expected] of answers) {
    const { status, headers } = await circle.call(method, path, { token });
    assert.equal(status, expected, `${method} ${path}`);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none';/);
    assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'$/);
    assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(headers.get("server"), null);
    assert.equal(headers.get("x-powered-by"), null);
  }
});

Deno.test("an answer with tokens is not cached", async () => {
  await using circle = await startCircle();
  const { email, password, refreshToken } = await circle.join();
  const login = await circle.call("POST", "/login", { body: { email, password } });
  const refresh = await circle.call("POST", "/token/refresh", {
    body: { refresh_token: refreshToken },
  });
  for (const { status, headers } of [login, refresh]) {
    assert.equal(status, 200);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("set-cookie"), null);
  }
});
