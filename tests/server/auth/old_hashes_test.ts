import { hash } from "@node-rs/argon2";
import assert from "node:assert/strict";
import { updatePasswordCosts } from "../../../server/auth/password_costs.ts";
import { findHashFault, makeDecoy, readStoredHash } from "../../../server/auth/stored_hash.ts";
import { readConfig } from "../../../server/config/config.ts";
import { type Circle, GOOD_PASSWORD, REAL_HASHES, startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { hasPythonModule, runPython } from "../../support/python.ts";
import { timeOnProcessor } from "../../support/processor_time.ts";
import { randomAddress } from "../../support/random_address.ts";

/** Hashes of `GOOD_PASSWORD`, by the program that made them. */
const HASHES: Readonly<Record<string, string>> = {
  // php -r 'echo password_hash($password, PASSWORD_BCRYPT);' and so on, PHP 8.2
  "PHP, bcrypt": "$2y$10$2lmoE8OMVdmSzkvbWiMVW.05HppDfF9KU241FPPEiufSmauAFgP1y",
  "PHP, Argon2i":
    "$argon2i$v=19$m=65536,t=4,p=1$TXBnMld3QmtFcVNaeGUuSA$v3TBYwNxFu8BNJ4s6AGwx7QdWF5NuYvzkRHX001Dovg",
  "PHP, Argon2id":
    "$argon2id$v=19$m=65536,t=4,p=1$TjNoY1FXQjdsa3MxWDBLNg$E4OcVQnCb6adiuNasUX7T9O+QXj3N1AUt/wRM4PnKhs",
  // require("bcryptjs").hashSync(password, 10), bcryptjs 3.0.3
  "Node, bcrypt": "$2b$10$trkAwi8FHPoQP1Vs6Uv2o.vlEDLlDfESjO6CthPSPGKIQk/YutYkK",
  // django.contrib.auth.hashers.make_password(password, hasher="pbkdf2_sha256"), Django 5.2
  "Django, PBKDF2":
    "pbkdf2_sha256$1000000$cphBMpBKrpQGN9V2iHwrec$t5FBT23i005a0L1KQdffY3B5MBd9fkm2Rz13NNlnGX8=",
  "Django, scrypt":
    "scrypt$16384$J6WFqDa2g2RHG6FqpByyCK$8$5$gDIu1AfZjRbJTErDyxEaUo2+BxuFd3Js3zCi3kkkof160I8Q1i3L+haIDgiwYkTUqMMHuZP+D5iizFWazpbaqQ==",
  "Django, Argon2id":
    "argon2$argon2id$v=19$m=102400,t=2,p=8$RVNrNlNuZ01WOFptMTUzMk5qRzVjRQ$IkghyA9HNIL3ZnpPv0/TE2IVMBFxlwwUHI5viBIFLgQ",
};

const NEW_HASH = /^\$argon2id\$v=19\$m=(19456,t=2,p=1|65536,t=4,p=1)\$/;

Deno.test("old hashes: each kind logs in with its password alone, and is hashed anew", async (t) => {
  await using circle = await startCircle(REAL_HASHES);
  const { id, email } = await circle.join();
  for (const [name, stored] of Object.entries(HASHES)) {
    await t.step(name, async () => {
      await writeHash(circle, id, stored);
      await assertTakenOver(circle, { id, email, stored });
    });
  }
  assert.deepEqual(circle.log.filter((line) => /unknown kind|unforeseen/.test(line)), []);
});

Deno.test({
  name: "old hashes: those that passlib makes log in, and are hashed anew",
  ignore: !hasPythonModule("passlib") || !hasPythonModule("bcrypt"),
  fn: async (t) => {
    await using circle = await startCircle(REAL_HASHES);
    const { id, email } = await circle.join();
    const hashes = await runPython(PASSLIB, GOOD_PASSWORD) as Record<string, string>;
    assert.equal(Object.keys(hashes).length, 10);
    for (const [name, stored] of Object.entries(hashes)) {
      await t.step(name, async () => {
        await writeHash(circle, id, stored);
        await assertTakenOver(circle, { id, email, stored });
      });
    }
  },
});

const PASSLIB = `
import json, sys
from passlib import hash
password = sys.stdin.read()
print(json.dumps({
  "bcrypt 2a": hash.bcrypt.using(rounds=5, ident="2a").hash(password),
  "bcrypt 2b": hash.bcrypt.using(rounds=12).hash(password),
  "bcrypt 2y": hash.bcrypt.using(rounds=5, ident="2y").hash(password),
  "Django bcrypt": hash.django_bcrypt.using(rounds=5).hash(password),
  "Django bcrypt of SHA-256": hash.django_bcrypt_sha256.using(rounds=5).hash(password),
  "PBKDF2": hash.pbkdf2_sha256.hash(password),
  "PBKDF2 with one iteration and no salt": hash.pbkdf2_sha256.using(rounds=1, salt=b"").hash(password),
  "Django PBKDF2": hash.django_pbkdf2_sha256.hash(password),
  "scrypt": hash.scrypt.using(rounds=14).hash(password),
  "scrypt with other parameters": hash.scrypt.using(rounds=10, block_size=5, parallelism=3).hash(password),
}))`;

Deno.test("old hashes: a password is verified as it was typed, and then hashed composed", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { id, email } = await circle.join();
  // password_hash("Käse im Gärten", PASSWORD_BCRYPT), composed
  const composed = "$2y$10$Iaj1VbJEsdW/Tp3Jw/iSKeGiys1ZT0mpjgu122HBFeZaWESATm09.";
  const password = "Käse im Gärten".normalize("NFC");
  await writeHash(circle, id, composed);
  assert.equal(await logIn(circle, email, password.normalize("NFD")), 401, "one work a login");
  assert.equal(await logIn(circle, email, password), 200);
  assert.match(await readHash(circle, id), NEW_HASH);
  assert.equal(await logIn(circle, email, password.normalize("NFD")), 200);
  // passlib.hash.pbkdf2_sha256 of the decomposed password, as some Macs send it
  const decomposed =
    "$pbkdf2-sha256$2000$H0PoXQvBeG.N8V4L4RzD2A$ShbKr2b60aEdhsv.SwkIEf098og5hy9xajoEZkt7ZZA";
  await writeHash(circle, id, decomposed);
  assert.equal(await logIn(circle, email, password.normalize("NFD")), 200);
  assert.equal(await logIn(circle, email, password), 200, "hashed anew in its composed form");
  // An Argon2id hash stays, and may be of another program.
  await writeHash(circle, id, await hash(password.normalize("NFD")));
  assert.equal(await logIn(circle, email, password.normalize("NFD")), 200);
  assert.equal(await logIn(circle, email, password), 401);
});

Deno.test("old hashes: bcrypt accepts no password that it does not verify whole", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { id, email } = await circle.join();
  const repeated = `${GOOD_PASSWORD}\0${GOOD_PASSWORD}`; // the same to bcrypt
  await writeHash(circle, id, HASHES["Node, bcrypt"]!);
  assert.equal(await logIn(circle, email, repeated), 401);
  // bcryptjs of 80 letters a, of which it hashes 72
  await writeHash(circle, id, "$2b$05$A6zRKoozgA6YY/WWER8NwuQlfx3NIwCdO2W7I.2Fz98Zg71o9zKgK");
  assert.equal(await logIn(circle, email, "a".repeat(80)), 401);
  assert.equal(await logIn(circle, email, "a".repeat(73)), 401);
  assert.equal(await logIn(circle, email, "a".repeat(72)), 200);
});

Deno.test("old hashes: those that cost too much or are of no known kind are told apart", () => {
  const pbkdf2 = HASHES["Django, PBKDF2"]!;
  const scrypt = HASHES["Django, scrypt"]!;
  const tooCostly = [
    HASHES["Node, bcrypt"]!.replace("$10$", "$14$"),
    HASHES["Node, bcrypt"]!.replace("$10$", "$31$"),
    pbkdf2.replace("1000000", "4000001"),
    pbkdf2.replace("1000000", "9999999999"),
    scrypt.replace("$16384$", "$33554432$"),
    scrypt.replace("$8$5$", "$8$7$"),
    "$scrypt$ln=63,r=8,p=1$kDJmTKl1zvnfO2fMuXcuRQ$MJVYnLUvM44IjVQ6u5zYC3E9vQa9UMH5lMVEqD/ZzGY",
    HASHES["PHP, Argon2id"]!.replace("m=65536,t=4", "m=1048576,t=20"),
    HASHES["PHP, Argon2id"]!.replace("m=65536,t=4", "m=65536,t=13"),
    HASHES["PHP, Argon2i"]!.replace("m=65536,t=4", "m=65536,t=13"),
  ];
  for (const hash of tooCostly) {
    assert.match(findHashFault(hash)!, /takes longer.* has .*\d\./, hash);
  }
  const strongest = [
    HASHES["Node, bcrypt"]!.replace("$10$", "$13$"),
    pbkdf2.replace("1000000", "4000000"),
    scrypt.replace("$8$5$", "$8$6$"),
    HASHES["PHP, Argon2id"]!.replace("m=65536,t=4", "m=262144,t=3"), // libsodium, "moderate"
    HASHES["PHP, Argon2i"]!.replace("m=65536,t=4", "m=65536,t=12"),
  ];
  for (const hash of strongest) assert.equal(findHashFault(hash), undefined, hash);
  const unknown = [
    "",
    GOOD_PASSWORD,
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "$6$rounds=5000$saltsalt$abc",
    "pbkdf2_sha1$1000$salt$hash",
    HASHES["Node, bcrypt"]!.replace("$2b$", "$2x$"),
    HASHES["Node, bcrypt"]!.slice(0, -1),
    HASHES["Node, bcrypt"]!.replace("$10$", "$03$"),
    pbkdf2.replace("1000000", "0"),
    pbkdf2.replace("pbkdf2_sha256", "pbkdf2_sha512"),
    scrypt.replace("$16384$", "$16383$"),
    scrypt.replace("$16384$", "$1$"),
    scrypt.replace("$8$5$", "$0$5$"),
    `${pbkdf2}\n`,
    ...BEYOND_STANDARDS,
  ];
  for (const hash of unknown) assert.match(findHashFault(hash)!, /known kind/, hash);
  for (const hash of Object.values(HASHES)) assert.equal(findHashFault(hash), undefined);
});

/** Hashes that the libraries do not take, so that a login would end in an error of the server. */
const BEYOND_STANDARDS = [
  // RFC 7914: N is less than 2^(128 × r / 8)
  "$scrypt$ln=16,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  // RFC 9106: eight blocks of memory a lane
  HASHES["PHP, Argon2id"]!.replace("m=65536,t=4,p=1", "m=8,t=1,p=4"),
  // bits beyond the end of salt and hash
  HASHES["PHP, Argon2id"]!.replace("BLNg$", "BLNh$"),
  HASHES["PHP, Argon2id"]!.replace(/s$/, "t"),
];

Deno.test("old hashes: one that no library takes keeps its account out, and nobody else", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const [anna, ben] = [await circle.join(), await circle.join()];
  for (const stored of BEYOND_STANDARDS) {
    await writeHash(circle, ben.id, stored);
    await circle.db.insertInto("password_costs").values({ cost: "scrypt:ln=16,r=1,p=1" })
      .onConflict((conflict) => conflict.doNothing()).execute();
    const login = (email: string) => ({ body: { email, password: GOOD_PASSWORD } });
    const refused = await circle.call("POST", "/login", login(ben.email));
    assert.equal(refused.json.code, "wrong_credentials", stored);
    assert.equal((await circle.call("POST", "/login", login(anna.email))).status, 200);
  }
});

Deno.test("old hashes: each accepted one can be verified, whatever its parameters", async () => {
  const accepted: string[] = [];
  for (const ln of [1, 8, 15, 16, 17]) {
    for (const r of [1, 2, 8]) {
      accepted.push(`$scrypt$ln=${ln},r=${r},p=1$AAAAAAAAAAAAAAAAAAAAAA$${"A".repeat(43)}`);
    }
  }
  for (const memory of [8, 9, 31, 32, 64]) {
    for (const lanes of [1, 3, 4]) {
      const cost = `m=${memory},t=1,p=${lanes}`;
      accepted.push(`$argon2id$v=19$${cost}$AAAAAAAAAAAAAAAAAAAAAA$${"A".repeat(43)}`);
    }
  }
  for (const text of accepted.filter((text) => findHashFault(text) === undefined)) {
    assert.equal(await readStoredHash(text)!.matches(new Uint8Array([120])), false, text);
  }
});

Deno.test("old hashes: each has a decoy that costs the same and has no password", async () => {
  const random = { randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  for (const [name, text] of Object.entries(HASHES)) {
    const stored = readStoredHash(text)!;
    const decoy = makeDecoy(stored.cost, random)!;
    assert.equal(decoy.cost, stored.cost, name);
    assert.equal(await decoy.matches(new TextEncoder().encode(GOOD_PASSWORD)), false);
  }
  assert.equal(makeDecoy("a-later-kind:5", random), undefined);
});

Deno.test("old hashes: every login does the work of every kind, while an account has it", async (t) => {
  for (const [name, stored] of Object.entries(COSTLY)) {
    await t.step(name, async () => {
      await using circle = await startCircle({
        ...REAL_HASHES,
        CIRCLE_TRUSTED_PROXIES: "127.0.0.1",
      });
      const old = await circle.join();
      const { email: current } = await circle.join();
      await writeHash(circle, old.id, stored);
      const config = readConfig(() => undefined, false).config;
      const update = () => updatePasswordCosts({ ...depsOf(circle), config });
      await update();
      const [known, other, unknown] = await timeLogins(circle, [
        old.email,
        current,
        "nobody@example.org",
      ]);
      for (const time of [other!, unknown!]) {
        const ratio = time / known!;
        assert.ok(ratio > 0.6 && ratio < 1.67, `${known}, ${other}, ${unknown} ms`);
      }
      assert.equal((await listCosts(circle)).length, 2);
      assert.equal(await logIn(circle, old.email, GOOD_PASSWORD), 200);
      await update();
      assert.deepEqual(await listCosts(circle), ["m=19456,t=2,p=1"]);
    });
  }
});

/** Hashes that take several times as long as a new one: more than any noise. */
const COSTLY = {
  "bcrypt": "$2b$11$8J4B/cmxXAMMX.xxjihHNOlNuImneud87Q6.nwASTlXQGDZMBKb7e",
};

/** The median of the milliseconds of the processor of refused logins with each email. */
async function timeLogins(circle: Circle, emails: readonly string[]): Promise<number[]> {
  const times = emails.map((): number[] => []);
  for (let round = 0; round < 5; round++) {
    circle.advance(60 * 60_000); // so that failed attempts are forgotten
    for (const [at, email] of emails.entries()) {
      times[at]!.push(
        await timeOnProcessor(async () =>
          assert.equal(await logIn(circle, email, "not the password at all"), 401)
        ),
      );
    }
  }
  return times.map((each) => each.toSorted((a, b) => a - b)[each.length >> 1]!);
}

async function assertTakenOver(
  circle: Circle,
  { id, email, stored }: { readonly id: string; readonly email: string; readonly stored: string },
): Promise<void> {
  circle.advance(60 * 60_000);
  assert.equal(await logIn(circle, email, `${GOOD_PASSWORD} `), 401);
  assert.equal(await readHash(circle, id), stored, "a wrong password changes nothing");
  assert.equal(await logIn(circle, email, GOOD_PASSWORD), 200);
  assert.match(await readHash(circle, id), /^(argon2)?\$argon2id\$v=19\$/);
  assert.equal(await logIn(circle, email, GOOD_PASSWORD), 200);
}

async function logIn(circle: Circle, email: string, password: string): Promise<number> {
  const { status } = await circle.call("POST", "/login", {
    body: { email, password },
    headers: { "X-Forwarded-For": randomAddress() },
  });
  return status;
}

async function listCosts({ db }: Circle): Promise<string[]> {
  const rows = await db.selectFrom("password_costs").select("cost").execute();
  return rows.map(({ cost }) => cost);
}

async function readHash({ db }: Circle, id: string): Promise<string> {
  const account = await db.selectFrom("accounts").select("password_hash").where("id", "=", id)
    .executeTakeFirstOrThrow();
  return account.password_hash;
}

/** Writes the only hash of its kind, so that no login does the work of those before it. */
async function writeHash({ db }: Circle, id: string, password_hash: string): Promise<void> {
  await db.deleteFrom("password_costs").execute();
  await db.updateTable("accounts").set({ password_hash }).where("id", "=", id).execute();
}
