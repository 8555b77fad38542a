import assert from "node:assert/strict";
import { doAtOnce, testInArenas } from "../../support/arenas.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { findRefusal } from "../../support/refusal.ts";

testInArenas("of eight first registrations at once, one is let in", async (arena) => {
  for (let round = 0; round < 8; round++) {
    await arena.db.deleteFrom("families").execute();
    await arena.db.deleteFrom("accounts").execute();
    const refusals = await doAtOnce(arena, 8, (visit, index) => {
      const body = { email: `${index}@example.org`, name: "Anna", password: GOOD_PASSWORD };
      return findRefusal(visit.client().register({ body }));
    });
    const losers = refusals.filter((refusal) => refusal !== undefined);
    assert.deepEqual(losers.map(({ code }) => code), Array(7).fill("registration_closed"));
    assert.equal((await arena.db.selectFrom("accounts").select("id").execute()).length, 1);
    assert.equal((await arena.db.selectFrom("families").select("id").execute()).length, 1);
  }
}, { CIRCLE_REGISTRATION: "invite" });

testInArenas("of eight registrations of one email at once, one is let in", async (arena) => {
  for (let round = 0; round < 3; round++) {
    const email = `anna${round}@example.org`;
    const refusals = await doAtOnce(arena, 8, (visit, index) => {
      const spelling = index % 2 === 0 ? email : email.toUpperCase();
      const body = { email: spelling, name: "Anna", password: GOOD_PASSWORD };
      return findRefusal(visit.client().register({ body }));
    });
    const losers = refusals.filter((refusal) => refusal !== undefined);
    assert.deepEqual(losers.map(({ code }) => code), Array(7).fill("email_taken"));
    assert.equal((await arena.db.selectFrom("accounts").select("id").execute()).length, round + 1);
  }
});
