import { hash } from "@node-rs/argon2";
import assert from "node:assert/strict";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import { type Circle, GOOD_PASSWORD, type Joined, startCircle } from "../../support/circle.ts";
import { insertPasskey } from "../../support/insert_passkey.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { TELLS_HASHING, waitForHashing } from "../../support/wait_for_hashing.ts";

const MINUTE = 60 * 1000;

type Act = (anna: Joined, ben: Joined) => Promise<unknown>;

/** What needs a password that was entered within the last ten minutes. */
const ACTS: Readonly<Record<string, Act>> = {
  createToken: ({ client }) => client.createToken({ body: { name: "photo wall" } }),
  createResetCode: ({ client, family }, { id }) =>
    client.createResetCode({ params: { family_id: family, account_id: id } }),
  "createInvite as admin": ({ client, family }) =>
    client.createInvite({ params: { family_id: family }, body: { role: "admin" } }),
  "createInvite as owner": ({ client, family }) =>
    client.createInvite({ params: { family_id: family }, body: { role: "owner" } }),
  "setMemberRole to admin": (anna, ben) => setRole(anna, ben, "admin"),
  "setMemberRole to owner": (anna, ben) => setRole(anna, ben, "owner"),
};

Deno.test("recent: every endpoint with that access is tested here", () => {
  const recent = listEndpoints().filter(([, { access }]) => access === "recent");
  for (const [name] of recent) assert.ok(Object.hasOwn(ACTS, name), name);
});

Deno.test("recent: the password is needed again after ten minutes", async (t) => {
  await using circle = await startCircle();
  for (const [name, act] of Object.entries(ACTS)) {
    await t.step(name, async () => {
      const anna = await circle.join();
      const ben = await addFamilyMember(circle, anna);
      circle.advance(10 * MINUTE + 1000);
      const later = await refresh(circle, anna);
      await assertRefused(act(later, ben), "recent_login_required");
      await assertRefused(confirm(later, "not the password at all"), "wrong_password");
      await assertRefused(act(later, ben), "recent_login_required");
      await confirm(later, anna.password);
      await act(later, ben);
      circle.advance(9 * MINUTE);
      await assertRefused(confirm(later, "not the password at all"), "wrong_password");
      circle.advance(2 * MINUTE);
      const last = await refresh(circle, later);
      await assertRefused(act(last, await addFamilyMember(circle, last)), "recent_login_required");
    });
  }
});

Deno.test("recent: actions that grant nothing need no recent password", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await addFamilyMember(circle, anna, { role: "admin" });
  circle.advance(11 * MINUTE);
  await anna.client.createInvite({ params: { family_id: anna.family }, body: {} });
  await setRole(anna, ben, "member");
});

Deno.test("recent: a password counts for its own session alone", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  circle.advance(11 * MINUTE);
  const { email, password } = anna;
  const { access_token } = await circle.client().login({ body: { email, password } });
  await circle.client(access_token).createToken({ body: { name: "photo wall" } });
  await assertRefused(
    anna.client.createToken({ body: { name: "photo wall" } }),
    "recent_login_required",
  );
});

Deno.test("recent: a change of the password counts, and a clock set back does not", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  circle.advance(11 * MINUTE);
  const new_password = "a garden full of boats";
  await anna.client.changePassword({ body: { current_password: anna.password, new_password } });
  await anna.client.createToken({ body: { name: "photo wall" } });
  circle.advance(-5 * MINUTE);
  const { json } = await circle.call("POST", "/login", {
    body: { email: anna.email, password: new_password },
  });
  await circle.client(json.access_token).createToken({ body: { name: "photo wall" } });
  circle.advance(4 * MINUTE);
  const ahead = await circle.client().login({
    body: { email: anna.email, password: new_password },
  });
  circle.advance(-2 * MINUTE);
  const { access_token } = await circle.client().refresh({
    body: { refresh_token: ahead.refresh_token },
  });
  await assertRefused(
    circle.client(access_token).createToken({ body: { name: "photo wall" } }),
    "recent_login_required",
  );
});

function setRole({ client, family }: Joined, { id }: Joined, role: "owner" | "admin" | "member") {
  return client.setMemberRole({ params: { family_id: family, account_id: id }, body: { role } });
}

function confirm({ client }: Joined, password: string) {
  return client.confirmPassword({ body: { password } });
}

async function refresh(circle: Circle, person: Joined): Promise<Joined> {
  const { access_token, refresh_token } = await circle.client().refresh({
    body: { refresh_token: person.refreshToken },
  });
  return { ...person, refreshToken: refresh_token, client: circle.client(access_token) };
}

/** What asks for the password in the same request. */
const ACTS_WITH_PASSWORD: Readonly<Record<string, (anna: Joined) => Promise<unknown>>> = {
  confirmPassword: ({ client, password }) => client.confirmPassword({ body: { password } }),
  createPasskeyOptions: ({ client, password }) =>
    client.createPasskeyOptions({ body: { password } }),
  removePasskey: async ({ client, password }) => {
    const [passkey] = await client.listPasskeys({});
    await client.removePasskey({ params: { passkey_id: passkey!.id }, body: { password } });
  },
  changeEmail: ({ client, password }) =>
    client.changeEmail({ body: { email: "anna@example.net", password } }),
  changePassword: ({ client, password }) =>
    client.changePassword({
      body: { current_password: password, new_password: "a garden full of boats" },
    }),
  deleteProfile: ({ client, password }) => client.deleteProfile({ body: { password } }),
};

Deno.test("a password is checked again if its hash is replaced meanwhile", async (t) => {
  await using circle = await startCircle({
    CIRCLE_PUBLIC_URL: "https://circle.example.org",
    ...TELLS_HASHING,
  });
  const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 };
  const slow = { memoryCost: 65_536, timeCost: 10, parallelism: 1 };
  const slowHash = await hash(GOOD_PASSWORD, slow);
  for (const [name, act] of Object.entries(ACTS_WITH_PASSWORD)) {
    for (const isSame of [false, true]) {
      await t.step(`${name}, by that of ${isSame ? "the same" : "another"} one`, async () => {
        const anna = await circle.join();
        await insertPasskey(circle, anna.id);
        await writeHash(circle, anna.id, slowHash);
        const refusal = findRefusal(act(anna));
        await waitForHashing(circle);
        const password = isSame ? anna.password : "another garden of boats";
        await writeHash(circle, anna.id, await hash(password, cheap));
        assert.equal((await refusal)?.code, isSame ? undefined : "wrong_password");
      });
    }
  }
});

async function writeHash({ db }: Circle, id: string, password_hash: string): Promise<void> {
  await db.updateTable("accounts").set({ password_hash }).where("id", "=", id).execute();
}
