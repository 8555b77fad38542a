import { jsonBodyOf } from "../../../shared/endpoint.ts";
import assert from "node:assert/strict";
import { listFiles } from "../../support/list_files.ts";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import { type Answer, type Circle, startCircle } from "../../support/circle.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { pathOf, sampleOf } from "../../support/sample_of.ts";
import { testDialect } from "../../support/test_database.ts";
import { Buffer } from "node:buffer";

/** Fields of replies that are secrets: each is shown once and never again. */
const SECRET_FIELDS = ["access_token", "refresh_token", "token", "code", "url"];

Deno.test("no secret appears in logs, files or refusals", async () => {
  const key = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  await using circle = await startCircle({ CIRCLE_SIGNING_KEYS: `a:${key}` });
  const password = "a canary sings at 7f3a/+?&";
  const anna = await circle.join({ password });
  const secrets = new Set([key, password, anna.token, anna.refreshToken]);
  const wrong = [`${password} not`, `${password}${password}`];
  const refusals: string[] = [];

  async function call(...[method, path, options]: Parameters<Circle["call"]>): Promise<void> {
    const answer = await circle.call(method, path, options);
    if (answer.status >= 400) refusals.push(answer.text, [...answer.headers].join());
    else listSecrets(answer).forEach((secret) => secrets.add(secret));
  }

  for (const attempt of wrong) {
    secrets.add(attempt);
    await call("POST", "/login", { body: { email: anna.email, password: attempt } });
    await call("POST", "/register", { body: { email: anna.email, name: "x", password: attempt } });
    await call("POST", "/login", { body: `{"email":"${anna.email}","password":"${attempt}"` });
  }
  for (const token of [`${anna.token}x`, anna.refreshToken]) {
    await call("GET", "/profile", { token });
    await call("GET", `/profile?access_token=${token}`);
    await call("GET", `/${token}`);
  }
  await call("POST", "/token/refresh", { body: { refresh_token: anna.refreshToken } });
  for (const [, endpoint] of listEndpoints()) {
    if (endpoint.method !== "POST" || endpoint.path === "/logout") continue;
    const path = pathOf(endpoint, { family_id: anna.family, account_id: anna.id });
    const schema = jsonBodyOf(endpoint);
    const sample = schema && sampleOf(schema) as Record<string, unknown>;
    // An invite for no person in particular: there is none with the id of the sample.
    await call("POST", path, {
      token: anna.token,
      body: sample && { ...sample, person: undefined },
    });
  }

  assert.ok(secrets.size >= 8);
  assert.ok(refusals.length >= 16 && circle.log.length >= 8);
  const places = {
    "the log": circle.log.join(""),
    "a refusal": refusals.join(""),
    "circle.db's rows": JSON.stringify(await dumpDatabase(circle.db)),
    ...await readFiles(circle.dataDir),
  };
  for (const [place, content] of Object.entries(places)) {
    for (const secret of secrets) {
      for (const text of listSpellings(secret)) {
        assert.ok(!content.includes(text), `${text} is in ${place}`);
      }
    }
    if (!place.includes("circle.db")) assert.ok(!content.includes("$argon2"), place);
  }
});

function listSecrets({ json }: Answer): string[] {
  return SECRET_FIELDS.map((field) => json?.[field])
    .filter((value) => typeof value === "string" && value.length > 8);
}

/** A secret as it stands, and as it is often written. */
function listSpellings(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [
    secret,
    secret.normalize("NFC").toLowerCase(),
    bytes.toBase64({ omitPadding: true }),
    bytes.toBase64({ alphabet: "base64url", omitPadding: true }),
    bytes.toHex(),
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice("secret=".length),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** Every file of a data folder, as text of its bytes. */
async function readFiles(dataDir: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const path of await listFiles(dataDir)) {
    const name = path.slice(dataDir.length + 1);
    files[name] = Buffer.from(await Deno.readFile(path)).toString("latin1");
  }
  if (testDialect() === "sqlite") assert.ok("circle.db-wal" in files, "the server runs");
  return files;
}
