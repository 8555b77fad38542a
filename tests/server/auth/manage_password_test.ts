import assert from "node:assert/strict";
import { REAL_HASHES, startCircle } from "../../support/circle.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";

const NEW_PASSWORD = "a garden full of boats";

Deno.test("password change: the new password logs in, the old one does not", async () => {
  await using circle = await startCircle();
  const { client, email, password } = await circle.join();
  await client.changePassword({
    body: { current_password: password, new_password: NEW_PASSWORD },
  });
  await assertRefused(circle.client().login({ body: { email, password } }), "wrong_credentials");
  await circle.client().login({ body: { email, password: NEW_PASSWORD } });
});

Deno.test("password change: needs the current password", async () => {
  await using circle = await startCircle();
  const { client, email, password } = await circle.join();
  await assertRefused(
    client.changePassword({ body: { current_password: "wrong", new_password: NEW_PASSWORD } }),
    "wrong_password",
  );
  await circle.client().login({ body: { email, password } });
});

Deno.test("password change: refuses the same password, and ends no session", async () => {
  await using circle = await startCircle();
  const { client, email, password, token } = await circle.join({ password: "café by the harbour" });
  const other = await circle.client().login({ body: { email, password } });
  for (const new_password of [password, password.normalize("NFD")]) {
    const { errors } = await assertRefused(
      client.changePassword({ body: { current_password: password, new_password } }),
      "invalid_fields",
    );
    assert.deepEqual(errors?.map(({ field, code }) => [field, code]), [
      ["new_password", "unchanged"],
    ]);
  }
  for (const open of [token, other.access_token]) await circle.client(open).getProfile({});
});

Deno.test("password change: refuses a bad password with the reason", async () => {
  await using circle = await startCircle();
  const { client, password } = await circle.join({ name: "Annabella Bergenstein" });
  const faults: Record<string, string> = {
    "too short": "too_short",
    "annabella bergenstein": "personal",
    "abcabcabcabcabcabc": "repeated",
    "qwertyuiopasdfghjkl": "sequence",
  };
  for (const [new_password, code] of Object.entries(faults)) {
    const { errors } = await assertRefused(
      client.changePassword({ body: { current_password: password, new_password } }),
      "invalid_fields",
    );
    assert.equal(errors?.length, 1);
    assert.equal(errors[0]!.field, "new_password");
    assert.equal(errors[0]!.code, code);
    assert.match(errors[0]!.message, /^[A-Z].{20,}\.$/);
  }
});

Deno.test("password change: of two at once, one succeeds and the other is refused", async () => {
  await using circle = await startCircle(REAL_HASHES);
  const { client, email, password } = await circle.join();
  const wanted = ["first boats in the garden", "second boats in the garden"];
  const refusals = await Promise.all(
    wanted.map((new_password) =>
      findRefusal(client.changePassword({ body: { current_password: password, new_password } }))
    ),
  );
  assert.deepEqual(refusals.map((refusal) => refusal?.code).sort(), ["wrong_password", undefined]);
  const held = wanted[refusals.indexOf(undefined)]!;
  await circle.client().login({ body: { email, password: held } });
});
