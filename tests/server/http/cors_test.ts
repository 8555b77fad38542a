import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";

const FRONT = "https://family.example.org";
const LISTED = { CIRCLE_CORS_ORIGINS: `${FRONT}, http://localhost:5173/` };

/** Origins that are not listed, though careless programs take them for such. */
const STRANGERS = [
  "https://example.org",
  "http://family.example.org",
  "https://family.example.org:8443",
  "https://family.example.org.evil.org",
  "https://evil-family.example.org",
  "https://FAMILY.example.org",
  "https://family.example.org/",
  `${FRONT}, ${FRONT}`,
  "null",
  "*",
  "",
];

Deno.test("a listed origin may read every answer, refusals included", async () => {
  await using circle = await startCircle(LISTED);
  const { token } = await circle.join();
  for (const origin of [FRONT, "http://localhost:5173"]) {
    for (const path of ["/profile", "/nowhere", "/health", "/openapi.json"]) {
      for (const given of [undefined, token]) {
        const { headers } = await circle.call("GET", path, {
          token: given,
          headers: { Origin: origin },
        });
        assert.equal(headers.get("access-control-allow-origin"), origin);
        assert.match(headers.get("access-control-expose-headers") ?? "", /Link, Retry-After/);
        assert.equal(headers.get("access-control-allow-credentials"), null);
        assert.equal(headers.get("vary"), "Origin");
      }
    }
  }
});

Deno.test("preflight: a listed origin learns the allowed methods and headers", async () => {
  await using circle = await startCircle(LISTED);
  const { status, headers } = await circle.call("OPTIONS", "/profile", {
    headers: { Origin: FRONT, "Access-Control-Request-Method": "PATCH" },
  });
  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-origin"), FRONT);
  assert.match(headers.get("access-control-allow-methods") ?? "", /\bPATCH\b/);
  assert.equal(headers.get("access-control-allow-headers"), "Authorization, Content-Type");
});

Deno.test("an unlisted origin is never allowed", async (t) => {
  await using circle = await startCircle(LISTED);
  for (const origin of STRANGERS) {
    await t.step(origin, async () => {
      for (const method of ["GET", "OPTIONS"]) {
        const { headers } = await circle.call(method, "/profile", { headers: { Origin: origin } });
        assert.deepEqual(listCors(headers), []);
        assert.equal(headers.get("vary"), "Origin");
      }
    });
  }
});

Deno.test("without a list, no origin is allowed", async () => {
  await using circle = await startCircle();
  const { headers } = await circle.call("GET", "/health", { headers: { Origin: FRONT } });
  assert.deepEqual(listCors(headers), []);
});

function listCors(headers: Headers): string[] {
  return [...headers.keys()].filter((name) => name.startsWith("access-control-"));
}
