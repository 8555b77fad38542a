import assert from "node:assert/strict";
import { type Circle, type Joined, REAL_HASHES, startCircle } from "../../support/circle.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { addFamilyMember, letIn } from "../../support/family_members.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const NEW_PASSWORD = "a garden full of boats";

Deno.test("a reset code sets a new password and ends every session and script token", async () => {
  await using circle = await startCircle();
  const { anna, ben, code } = await makeCode(circle);
  const { token } = await ben.client.createToken({ body: { name: "photo wall" } });
  await reset(circle, code);
  await assertRefused(ben.client.getProfile({}), "invalid_token");
  await assertRefused(circle.client(token).getProfile({}), "invalid_token");
  await assertRefused(
    circle.client().refresh({ body: { refresh_token: ben.refreshToken } }),
    "invalid_token",
  );
  await assertRefused(logIn(circle, ben), "wrong_credentials");
  await logIn(circle, { ...ben, password: NEW_PASSWORD });
  await anna.client.getProfile({});
});

Deno.test("a reset is named at each login for a month, and in the family's log", async () => {
  await using circle = await startCircle();
  const { anna, ben, code } = await makeCode(circle);
  assert.equal((await logIn(circle, ben)).password_reset, undefined);
  await reset(circle, code);
  const person = { ...ben, password: NEW_PASSWORD };
  for (const days of [0, 29]) {
    circle.advance(days * DAY);
    const { password_reset } = await logIn(circle, person);
    assert.deepEqual(password_reset?.by, { id: anna.id, name: "Anna" });
  }
  const { access_token } = await logIn(circle, person);
  const [entry] = await circle.client(access_token).listFamilyLog({
    params: { family_id: anna.family },
  });
  assert.equal(entry?.event, "password_reset");
  assert.equal(entry?.member?.id, ben.id);
  circle.advance(2 * DAY);
  assert.equal((await logIn(circle, person)).password_reset, undefined);
});

Deno.test("deleting the family or the maker's account does not hide a reset", async () => {
  await using circle = await startCircle();
  for (const hide of [hideByFamily, hideByAccount]) {
    const { anna, ben, code } = await makeCode(circle);
    await reset(circle, code);
    await hide(anna, ben);
    const { password_reset } = await logIn(circle, { ...ben, password: NEW_PASSWORD });
    assert.equal(password_reset?.by?.name, "Anna");
  }
});

async function hideByFamily({ client, family }: Joined): Promise<void> {
  await client.deleteFamily({ params: { family_id: family } });
}

async function hideByAccount({ client, family, password }: Joined, ben: Joined): Promise<void> {
  await client.removeMember({ params: { family_id: family, account_id: ben.id } });
  await client.deleteProfile({ body: { password } });
}

Deno.test("a reset code may be typed in any case, with spaces or dashes", async () => {
  await using circle = await startCircle();
  const { code } = await makeCode(circle);
  await reset(circle, ` ${code.toLowerCase().replaceAll("-", " ")} `);
});

Deno.test("a reset code works once, and for 24 hours", async () => {
  await using circle = await startCircle();
  const first = await makeCode(circle);
  await reset(circle, first.code);
  await assertRefused(reset(circle, first.code), "reset_expired");
  const second = await makeCode(circle);
  circle.advance(DAY + 1000);
  await assertRefused(reset(circle, second.code), "reset_expired");
  await logIn(circle, second.ben);
});

Deno.test("of eight concurrent uses of a reset code, one succeeds", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { code, ben } = await makeCode(circle);
  const refusals = await Promise.all(
    Array.from(
      { length: 8 },
      (_, index) => findRefusal(reset(circle, code, `boats and oars ${index}`)),
    ),
  );
  const lost = refusals.filter((refusal) => refusal !== undefined);
  assert.deepEqual(lost.map(({ code }) => code), Array(7).fill("reset_expired"));
  const winner = refusals.indexOf(undefined);
  await logIn(circle, { ...ben, password: `boats and oars ${winner}` });
});

Deno.test("a newer reset code revokes an older one", async () => {
  await using circle = await startCircle();
  const { anna, ben, code } = await makeCode(circle);
  const { code: newer } = await anna.client.createResetCode({ params: paramsOf(anna, ben) });
  await assertRefused(reset(circle, code), "not_found");
  await reset(circle, newer);
});

/** What may happen between the making of a code and its use, and then stands in its way. */
const CHANGES: readonly {
  name: string;
  change: (circle: Circle, anna: Joined, ben: Joined) => Promise<unknown>;
}[] = [
  {
    name: "its account joins another family",
    change: async (circle, _anna, ben) => await letIn(await circle.join(), ben),
  },
  {
    name: "its account makes a family of its own",
    change: (_circle, _anna, ben) => ben.client.createFamily({ body: { name: "Mine" } }),
  },
  {
    name: "its account leaves the family",
    change: (_circle, anna, ben) => ben.client.removeMember({ params: paramsOf(anna, ben) }),
  },
  {
    name: "its maker is no owner any more",
    change: async (circle, anna) => {
      await addFamilyMember(circle, anna, { role: "owner" });
      await anna.client.setMemberRole({ params: paramsOf(anna, anna), body: { role: "admin" } });
    },
  },
  {
    name: "its maker has left",
    change: async (circle, anna) => {
      await addFamilyMember(circle, anna, { role: "owner" });
      await anna.client.removeMember({ params: paramsOf(anna, anna) });
    },
  },
  {
    name: "its maker's account is deleted",
    change: async (circle, anna) => {
      await addFamilyMember(circle, anna, { role: "owner" });
      await anna.client.deleteProfile({ body: { password: anna.password } });
    },
  },
];

for (const { name, change } of CHANGES) {
  Deno.test(`a reset code does not work any more once ${name}`, async () => {
    await using circle = await startCircle();
    const { anna, ben, code } = await makeCode(circle);
    await change(circle, anna, ben);
    await assertRefused(reset(circle, code), "reset_expired");
    await logIn(circle, ben);
  });
}

Deno.test("a reset code ends when the password changes, or the family is deleted", async () => {
  await using circle = await startCircle();
  const first = await makeCode(circle);
  await first.ben.client.changePassword({
    body: { current_password: first.ben.password, new_password: NEW_PASSWORD },
  });
  await assertRefused(reset(circle, first.code), "not_found");
  const second = await makeCode(circle);
  await second.anna.client.deleteFamily({ params: { family_id: second.anna.family } });
  await assertRefused(reset(circle, second.code), "not_found");
});

Deno.test("a reset refuses a bad password without using up the code", async () => {
  await using circle = await startCircle();
  const { code } = await makeCode(circle);
  const { errors } = await assertRefused(reset(circle, code, "too short"), "invalid_fields");
  assert.deepEqual(errors?.map(({ field, code }) => [field, code]), [[
    "new_password",
    "too_short",
  ]]);
  await reset(circle, code);
  await assertRefused(reset(circle, code), "reset_expired");
});

Deno.test("a reset clears the failed attempts of the account", async () => {
  await using circle = await startCircle();
  const { ben, code } = await makeCode(circle);
  for (let count = 0; count < 10; count++) {
    await assertRefused(logIn(circle, { ...ben, password: "what was it" }), "wrong_credentials");
  }
  await assertRefused(logIn(circle, ben), "too_many_requests");
  await reset(circle, code);
  await logIn(circle, { ...ben, password: NEW_PASSWORD });
});

/** A family of two, and a code that resets the password of one. */
async function makeCode(circle: Circle) {
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const { code } = await anna.client.createResetCode({ params: paramsOf(anna, ben) });
  return { anna, ben, code };
}

function paramsOf({ family }: Joined, { id }: Joined) {
  return { family_id: family, account_id: id };
}

function reset({ client }: Circle, code: string, new_password = NEW_PASSWORD) {
  return client().resetPassword({ body: { code, new_password } });
}

function logIn({ client }: Circle, { email, password }: Pick<Joined, "email" | "password">) {
  return client().login({ body: { email, password } });
}
