import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

/** Typed lines, on a terminal that no sentence is too long for. */
function type(...lines: readonly string[]): { readonly typed: string; readonly columns: number } {
  return { typed: lines.map((line) => `${line}\n`).join(""), columns: 200 };
}

Deno.test("register: checks each answer at once, and keeps the valid ones", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { code, stderr } = await device.run(
    ["register", "--server", circle.url],
    type(
      "anna",
      "anna@example.org",
      "Anna",
      "too short",
      GOOD_PASSWORD,
      "not the same",
      GOOD_PASSWORD,
      GOOD_PASSWORD,
    ),
  );
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^Email: An email address looks like anna@example\.org\. Try again\.\nEmail: Your name: New/,
  );
  assert.match(stderr, /A password has 15 characters or more\. Try again\./);
  assert.match(stderr, /The two passwords are not the same\. Try again\./);
  assert.match(stderr, /Welcome, Anna\./);
});

Deno.test("register: asks again only for what the server refuses", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const named = "anna@example.org anna";
  const { code, stderr } = await device.run(
    ["register", "--server", circle.url],
    type("anna@example.org", "Anna", named, named, GOOD_PASSWORD, GOOD_PASSWORD),
  );
  assert.equal(code, 0, stderr);
  assert.equal(stderr.split("Email: ").length, 2);
  assert.match(stderr, /\npassword: .*\nNew password/);
});

Deno.test("register: does not ask again for what a flag gave", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { code, stderr } = await device.run(
    ["register", "--server", circle.url, "--email", "anna"],
    type("Anna", GOOD_PASSWORD, GOOD_PASSWORD),
  );
  assert.equal(code, 7);
  assert.match(stderr, /\ncircle: email: .*\n$/);
});

Deno.test("register: asks for an invite if the server needs one, and keeps the rest", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const { code: invite } = await anna.client.createInvite({
    params: { family_id: anna.family },
    body: {},
  });
  const { code, stderr } = await device.run(
    ["register", "--server", circle.url],
    type("ben@example.org", "Ben", GOOD_PASSWORD, GOOD_PASSWORD, "no such code", invite),
  );
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /by invite only.*\nInvite code: .+ Try again\.\nInvite code: You are invited to Anna's family as member, by Anna\.\nWelcome, Ben\./,
  );
});

Deno.test("register: nobody is said to join before they have", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const ben = await circle.join({ name: "Ben" });
  const { code: invite } = await anna.client.createInvite({
    params: { family_id: anna.family },
    body: {},
  });
  const named = ["--email", ben.email, "--name", "Ben", "--password-stdin"];
  const { code, stderr } = await device.run(
    ["register", "--server", circle.url, "--invite", invite, ...named],
    { input: GOOD_PASSWORD },
  );
  assert.equal(code, 7);
  assert.match(
    stderr,
    /^You are invited to Anna's family as member, by Anna\.\ncircle: There is already an account/,
  );
});

Deno.test("login: asks again for a wrong password", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { email } = await circle.join();
  const login = ["login", "--server", circle.url];
  const { code, stderr } = await device.run(
    login,
    type("", email, "a wrong password for this", GOOD_PASSWORD),
  );
  assert.equal(code, 0, stderr);
  assert.equal(stderr.split("Password: ").length, 3);
  const wrong = type(email, ...Array(9).fill("a wrong password for this"));
  const given = await device.run(login, wrong);
  assert.equal(given.code, 4);
  assert.equal(given.stderr.split("Password: ").length, 6);
});

Deno.test("password change: keeps the new password when the old one was wrong", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const wanted = "another boat in the garden";
  const { code, stderr } = await device.run(
    ["password", "change"],
    type("a wrong password for this", wanted, wanted, anna.password),
  );
  assert.equal(code, 0, stderr);
  await device.logIn({ email: anna.email, password: wanted }, circle.url);
});

Deno.test("password reset: keeps the new password when the code was mistyped", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const { code: invite } = await anna.client.createInvite({
    params: { family_id: anna.family },
    body: {},
  });
  const ben = await circle.join({ invite });
  const { code: reset } = await anna.client.createResetCode({
    params: { family_id: anna.family, account_id: ben.id },
  });
  const wanted = "another boat in the garden";
  const { code, stderr } = await device.run(
    ["password", "reset", "--server", circle.url],
    type("no such code", wanted, wanted, reset),
  );
  assert.equal(code, 0, stderr);
  await device.logIn({ email: ben.email, password: wanted }, circle.url);
});
