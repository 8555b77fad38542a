import assert from "node:assert/strict";
import { hash } from "@node-rs/argon2";
import fc from "fast-check";
import { ANY_CHARACTER } from "../../support/any_character.ts";
import { findPasswordFault } from "../../../server/auth/password_rules.ts";
import { updatePasswordCosts } from "../../../server/auth/password_costs.ts";
import { readConfig } from "../../../server/config/config.ts";
import { type Circle, GOOD_PASSWORD, REAL_HASHES, startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { randomAddress } from "../../support/random_address.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

Deno.test("passwords are stored as Argon2id hashes with their own salts", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const people = [await circle.join(), await circle.join()];
  const hashes = await Promise.all(people.map(({ id }) => readHash(circle, id)));
  for (const text of hashes) {
    assert.match(text, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  }
  assert.notEqual(hashes[0], hashes[1]);
});

Deno.test("a raised cost rehashes a password at the next login, and only then", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { id, email } = await circle.join();
  const before = await readHash(circle, id);
  await circle.restart({ CIRCLE_PASSWORD_COST: "m=32768,t=3,p=2" });
  assert.equal(await logIn(circle, email, "not the password at all"), 401);
  assert.equal(await readHash(circle, id), before);
  assert.equal(await logIn(circle, email, GOOD_PASSWORD), 200);
  const after = await readHash(circle, id);
  assert.match(after, /^\$argon2id\$v=19\$m=32768,t=3,p=2\$/);
  assert.equal(await logIn(circle, email, GOOD_PASSWORD), 200);
  assert.equal(await readHash(circle, id), after, "the hash was up to date");
  await circle.restart();
  assert.equal(await logIn(circle, email, GOOD_PASSWORD), 200);
  assert.equal(await readHash(circle, id), after, "the hash was made weaker");
});

testOnSqlite("a hash of an unknown kind is logged, and answered as a wrong password", async (t) => {
  await using circle = await startCircle(REAL_HASHES);
  const { id, email } = await circle.join();
  const wrong = await logInWhole(circle, email, "not the password at all");
  const options = { memoryCost: 19456, timeCost: 2, parallelism: 1 };
  const argon2id = await hash(GOOD_PASSWORD, options);
  const unknown = {
    "nothing": "",
    "the password itself": GOOD_PASSWORD,
    "bcrypt of a broken program": "$2x$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
    "scrypt, cut short":
      "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBs",
    "bcrypt that takes for ever": "$2b$31$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
    "Argon2d": await hash(GOOD_PASSWORD, { ...options, algorithm: 0 }),
    "cut short": argon2id.slice(0, 57),
    "without its end": argon2id.replace(/\$[^$]*$/, ""),
    "with a salt that is no base64": argon2id.replace(/\$[^$]+\$([^$]+)$/, "$***$$$1"),
    "with an end that is no base64": argon2id.replace(/\$[^$]+$/, "$***"),
    "with an empty end": argon2id.replace(/\$[^$]+$/, "$"),
    "of no memory": argon2id.replace("m=19456", "m=0"),
    "that takes all memory": argon2id.replace("m=19456", "m=4294967295"),
    "that takes for ever": argon2id.replace("t=2", "t=4000000000"),
    "that takes half a minute": argon2id.replace("m=19456,t=2", "m=1048576,t=20"),
    "with an id of a key": argon2id.replace("p=1", "p=1,keyid=Hj5+dsK0"),
    "with associated data": argon2id.replace("p=1", "p=1,data=c29tZXRoaW5n"),
    "without its lanes": argon2id.replace(",p=1", ""),
    "of another version": argon2id.replace("v=19", "v=99"),
  };
  for (const [name, stored] of Object.entries(unknown)) {
    await t.step(name, async () => {
      circle.advance(60 * 60_000); // so that wrong guesses are forgotten
      await writeHash(circle, id, stored);
      const linesBefore = circle.log.length;
      const answer = await logInWhole(circle, email, GOOD_PASSWORD);
      assert.deepEqual(answer, wrong);
      const faults = circle.log.slice(linesBefore).filter((line) => line.includes('"error"'));
      assert.equal(faults.length, 1, faults.join(""));
      assert.match(faults[0]!, /password hash of an unknown kind/);
      assert.ok(faults[0]!.includes(id));
      if (stored) assert.ok(!faults[0]!.includes(stored.slice(-20)), "the hash is logged");
    });
  }
});

testOnSqlite("a hash is valid with its parameters in any order", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { id, email } = await circle.join();
  const stored = await hash(GOOD_PASSWORD, { memoryCost: 32768, timeCost: 3, parallelism: 2 });
  for (const order of ["t=3,m=32768,p=2", "p=2,t=3,m=32768"]) {
    const reordered = stored.replace("m=32768,t=3,p=2", order);
    await writeHash(circle, id, reordered);
    assert.equal(await logIn(circle, email, GOOD_PASSWORD), 200);
    assert.equal(await logIn(circle, email, "not the password at all"), 401);
    assert.equal(await readHash(circle, id), reordered, "a stronger hash stays");
  }
});

Deno.test("the costs of stored hashes follow what accounts have", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { id, email } = await circle.join();
  const list = async () =>
    (await circle.db.selectFrom("password_costs").select("cost").orderBy("cost").execute())
      .map(({ cost }) => cost);
  assert.deepEqual(await list(), ["m=19456,t=2,p=1"]);
  const original = await hash(GOOD_PASSWORD, { memoryCost: 65536, timeCost: 3, parallelism: 4 });
  await writeHash(circle, id, original);
  const config = readConfig(() => undefined, false).config;
  await updatePasswordCosts({ ...depsOf(circle), config });
  assert.deepEqual(await list(), ["m=19456,t=2,p=1", "m=65536,t=3,p=4"]);
  await circle.restart({ CIRCLE_PASSWORD_COST: "m=65536,t=4,p=4" });
  assert.deepEqual(await list(), ["m=19456,t=2,p=1", "m=65536,t=3,p=4", "m=65536,t=4,p=4"]);
  assert.equal(await logIn(circle, email, GOOD_PASSWORD), 200);
  const raised = { ...config, passwordCost: { memory: 65536, passes: 4, lanes: 4 } };
  await updatePasswordCosts({ ...depsOf(circle), config: raised });
  assert.deepEqual(await list(), ["m=65536,t=4,p=4"]);
});

testOnSqlite("any accepted password logs in with exactly its characters", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const letters = fc.string({ unit: ANY_CHARACTER, minLength: 15, maxLength: 64 });
  const words = fc.string({ unit: "grapheme-ascii", minLength: 15, maxLength: 1024, size: "max" });
  await fc.assert(
    fc.asyncProperty(fc.oneof(letters, words), async (password) => {
      const owner = { email: `${crypto.randomUUID()}@example.org`, name: "Anna" };
      fc.pre(await findPasswordFault(password, owner) === undefined);
      await circle.client().register({ body: { ...owner, password } });
      for (const same of [password, password.normalize("NFC"), password.normalize("NFD")]) {
        assert.equal(await logIn(circle, owner.email, same), 200);
      }
      for (const other of listNeighbours(password)) {
        assert.equal(await logIn(circle, owner.email, other), 401, JSON.stringify(other));
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

testOnSqlite("every one of 1024 emoji of a password counts", async () => {
  await using circle = await startCircle();
  const password = "🐟🐠🐡🦈🐙🦑🦐🦞".repeat(127) + "🦀🐚🪸🐳🐬🦭🐋🐌";
  const { email } = await circle.join({ password });
  assert.equal(await logIn(circle, email, password), 200);
  assert.equal(await logIn(circle, email, password.replace(/🐌$/u, "🐛")), 401);
});

/** Other passwords that a careless program would take for the same. */
function listNeighbours(password: string): string[] {
  const letters = [...password];
  const normal = password.normalize("NFC");
  return [
    letters.slice(0, -1).join(""),
    letters.slice(1).join(""),
    `${password}x`,
    `${password} `,
    ` ${password}`,
    `${password}\0`,
    password.toUpperCase(),
    password.toLowerCase(),
    password.trim(),
    password.normalize("NFKC"),
  ].filter((other) => other !== "" && other.normalize("NFC") !== normal).slice(0, 6);
}

async function logIn(circle: Circle, email: string, password: string): Promise<number> {
  return (await logInWhole(circle, email, password)).status;
}

async function logInWhole(circle: Circle, email: string, password: string) {
  const { status, headers, text } = await circle.call("POST", "/login", {
    body: { email, password },
    headers: { "X-Forwarded-For": randomAddress() },
  });
  const names = [...headers.keys()].join();
  return { status, text: status === 200 ? "" : text, names };
}

async function readHash({ db }: Circle, id: string): Promise<string> {
  const account = await db.selectFrom("accounts").select("password_hash").where("id", "=", id)
    .executeTakeFirstOrThrow();
  return account.password_hash;
}

async function writeHash({ db }: Circle, id: string, password_hash: string): Promise<void> {
  await db.updateTable("accounts").set({ password_hash }).where("id", "=", id).execute();
}
