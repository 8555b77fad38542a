import assert from "node:assert/strict";
import { REAL_HASHES, startCircle } from "../../support/circle.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";

const NEW_PASSWORD = "a garden full of boats";

Deno.test("a changed password opens the account, and the old one does not", async () => {
  await using circle = await startCircle();
  const { client, email, password } = await circle.join();
  await client.changePassword({
    body: { current_password: password, new_password: NEW_PASSWORD },
  });
  await assertRefused(circle.client().login({ body: { email, password } }), "wrong_credentials");
  await circle.client().login({ body: { email, password: NEW_PASSWORD } });
});

Deno.test("a password is changed only by who knows it", async () => {
  await using circle = await startCircle();
  const { client, email, password } = await circle.join();
  await assertRefused(
    client.changePassword({ body: { current_password: "wrong", new_password: NEW_PASSWORD } }),
    "wrong_password",
  );
  await circle.client().login({ body: { email, password } });
});

Deno.test("a new password that is the old one is refused, and nothing ends", async () => {
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

Deno.test("a new password has to keep to the rules, and the refusal says which and why", async () => {
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

Deno.test("of two changes of one password at once, one holds and the other is told", async () => {
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
