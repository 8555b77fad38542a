import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { listErrors } from "../../support/log_lines.ts";
import { decodePart } from "../../support/sign_token.ts";
import { FORGED_CLAIMS } from "./forged_claims.ts";
import { FORGED_HEADERS } from "./forged_headers.ts";
import { FORGED_TEXTS } from "./forged_texts.ts";
import { type ForgedToken, type Genuine, signGenuinely } from "./forged_token.ts";

const SECRET = crypto.getRandomValues(new Uint8Array(32));

const DEPLOYMENT = {
  CIRCLE_PUBLIC_URL: "https://circle.example.org",
  CIRCLE_SIGNING_KEYS: `key-2026:${SECRET.toBase64()}`,
};

const CATALOGUE: Readonly<Record<string, readonly ForgedToken[]>> = {
  "a token whose text or signature is wrong is refused": FORGED_TEXTS,
  "a token whose header is not ours is refused": FORGED_HEADERS,
  "a token that claims what we never would is refused, though the signature is right":
    FORGED_CLAIMS,
};

for (const [name, forgeries] of Object.entries(CATALOGUE)) {
  Deno.test(name, async (t) => {
    await using circle = await startCircle(DEPLOYMENT);
    await using trap = openTrap();
    const anna = await circle.join();
    const genuine = describeGenuine(anna, await circle.join(), trap.address);
    assert.equal(await tryToken(circle, signGenuinely(genuine)), 200, "what is signed right works");
    const before = await dumpDatabase(circle.db);
    for (const { name, why, forge } of forgeries) {
      await t.step(name, async () => {
        const token = forge(genuine);
        assert.notEqual(token, anna.token, "this forges nothing");
        assert.equal(await tryToken(circle, token), 401, `${why}: ${token}`);
      });
    }
    assert.deepEqual(await dumpDatabase(circle.db), before);
    assert.deepEqual(listErrors(circle.log), []);
    assert.equal(trap.calls, 0, "the server asked somebody for a key");
  });
}

Deno.test("an access token is valid for 20 minutes, plus a minute of clock skew", async () => {
  await using circle = await startCircle(DEPLOYMENT);
  const { token } = await circle.join();
  assert.equal(await tryToken(circle, token), 200); // and is remembered from here on
  circle.advance(21 * 60_000 - 2_000);
  assert.equal(await tryToken(circle, token), 200);
  circle.advance(4_000);
  assert.equal(await tryToken(circle, token), 401);
});

Deno.test("an access token of a server whose clock is slightly ahead is valid", async () => {
  await using circle = await startCircle(DEPLOYMENT);
  const { token } = await circle.join();
  circle.advance(-50_000);
  assert.equal(await tryToken(circle, token), 200);
});

Deno.test("an access token has the claims of RFC 9068, and no personal data", async () => {
  await using circle = await startCircle(DEPLOYMENT);
  const { token, id } = await circle.join();
  const { iat, exp, sid, ...claims } = decodePart(token, 1);
  assert.deepEqual(decodePart(token, 0), { alg: "HS256", kid: "key-2026", typ: "at+jwt" });
  assert.deepEqual(claims, {
    sub: id,
    iss: DEPLOYMENT.CIRCLE_PUBLIC_URL,
    aud: DEPLOYMENT.CIRCLE_PUBLIC_URL,
  });
  assert.equal(Number(exp) - Number(iat), 1200);
  assert.match(String(sid), /^[0-9a-f-]{36}$/);
});

Deno.test("an access token of another deployment is refused, even with the same key", async () => {
  await using circle = await startCircle(DEPLOYMENT);
  await using other = await startCircle({
    ...DEPLOYMENT,
    CIRCLE_PUBLIC_URL: "https://other.example.org",
  });
  assert.equal(await tryToken(other, (await circle.join()).token), 401);
});

Deno.test("a new signing key signs while tokens of the old one stay valid", async () => {
  const old = DEPLOYMENT.CIRCLE_SIGNING_KEYS;
  const young = `key-2027:${crypto.getRandomValues(new Uint8Array(48)).toBase64()}`;
  await using circle = await startCircle(DEPLOYMENT);
  const anna = await circle.join();
  await circle.restart({ CIRCLE_SIGNING_KEYS: `${young}, ${old}` });
  assert.equal(await tryToken(circle, anna.token), 200);
  const { access_token } = await anna.client.refresh({
    body: { refresh_token: anna.refreshToken },
  });
  assert.equal(decodePart(access_token, 0).kid, "key-2027");
  await circle.restart({ CIRCLE_SIGNING_KEYS: young });
  assert.equal(await tryToken(circle, anna.token), 401);
  assert.equal(await tryToken(circle, access_token), 200);
});

function describeGenuine(anna: Joined, bert: Joined, trap: string): Genuine {
  const { token, refreshToken } = anna;
  return {
    token,
    refreshToken,
    header: decodePart(token, 0),
    claims: decodePart(token, 1),
    secret: SECRET,
    othersClaims: decodePart(bert.token, 1),
    trap,
  };
}

/** Tries to change a name with a token, so that one that is taken leaves a trace. */
async function tryToken(circle: Circle, token: string): Promise<number> {
  const { status, headers } = await circle.call("PATCH", "/profile", {
    token,
    body: { name: "Mallory" },
  });
  if (status === 401) assert.equal(headers.get("www-authenticate"), 'Bearer error="invalid_token"');
  return status;
}

/** A listener that counts connections. */
function openTrap() {
  let calls = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    calls++;
    return Response.json({ keys: [] });
  });
  return {
    address: `http://127.0.0.1:${server.addr.port}`,
    get calls() {
      return calls;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
