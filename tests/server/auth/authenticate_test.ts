import assert from "node:assert/strict";
import { type CallOptions, startCircle } from "../../support/circle.ts";
import { sendRaw } from "../../support/raw_connection.ts";

Deno.test("the scheme Bearer may be written in any case", async () => {
  await using circle = await startCircle();
  const { token } = await circle.join();
  for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR"]) {
    const headers = { Authorization: `${scheme} ${token}` };
    assert.equal((await circle.call("GET", "/profile", { headers })).status, 200, scheme);
  }
});

Deno.test("a token is read only from the Authorization header", async (t) => {
  await using circle = await startCircle();
  const { token } = await circle.join();
  const login = "Log in first: this needs an access token.";
  const elsewhere: Record<string, [path: string, options: CallOptions]> = {
    "in the query": [`/profile?access_token=${token}`, {}],
    "in the body": ["/profile", { body: { name: "Mallory", access_token: token } }],
    "in a cookie": ["/profile", { headers: { Cookie: `access_token=${token}` } }],
    "in a header of another name": ["/profile", { headers: { "X-Access-Token": token } }],
    "in a proxy's header": ["/profile", { headers: { "Proxy-Authorization": `Bearer ${token}` } }],
    "under another scheme": ["/profile", { headers: { Authorization: `Token ${token}` } }],
    "as a password": ["/profile", { headers: { Authorization: `Basic ${btoa(`x:${token}`)}` } }],
    "without a scheme": ["/profile", { headers: { Authorization: token } }],
    "under a longer scheme": ["/profile", { headers: { Authorization: `Bearers ${token}` } }],
    "in an empty header": ["/profile", { headers: { Authorization: "" } }],
  };
  for (const [name, [path, options]] of Object.entries(elsewhere)) {
    await t.step(name, async () => {
      const { status, headers, json } = await circle.call("PATCH", path, {
        body: { name: "Mallory" },
        ...options,
      });
      assert.equal(status, 401);
      assert.equal(json.detail, login);
      assert.equal(headers.get("www-authenticate"), "Bearer");
    });
  }
});

Deno.test("a Bearer header without exactly one token is invalid", async (t) => {
  await using circle = await startCircle();
  const { token } = await circle.join();
  for (
    const authorization of ["Bearer", "Bearer ", "Bearer  ", `Bearer ${token} ${token}`] //
      .concat(`Bearer ${token},`, `Bearer ${token}, Bearer ${token}`, `Bearer token=${token}`)
  ) {
    await t.step(authorization.replaceAll(token, "…"), async () => {
      const { status, headers } = await circle.call("GET", "/profile", {
        headers: { Authorization: authorization },
      });
      assert.equal(status, 401);
      assert.equal(headers.get("www-authenticate"), 'Bearer error="invalid_token"');
    });
  }
});

Deno.test("two Authorization headers are refused, even if both are valid", async () => {
  await using circle = await startCircle();
  const { token } = await circle.join();
  const header = `Authorization: Bearer ${token}\r\n`;
  const request = (headers: string) => `GET /profile HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
  assert.equal((await sendRaw(circle.url, request(header)))?.status, 200);
  for (const other of [header, "Authorization: Basic eDp5\r\n", "authorization:\r\n"]) {
    for (const headers of [header + other, other + header]) {
      assert.equal((await sendRaw(circle.url, request(headers)))?.status, 401, headers);
    }
  }
});
