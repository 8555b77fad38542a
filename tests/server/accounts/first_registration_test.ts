import assert from "node:assert/strict";
import { ARENAS, doAtOnce } from "../../support/arenas.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { readRows, writeRows } from "../../support/database_file.ts";
import { findRefusal } from "../../support/refusal.ts";

for (const [where, startArena] of Object.entries(ARENAS)) {
  Deno.test(`of eight first registrations at once, one is let in, ${where}`, async () => {
    await using arena = await startArena({ CIRCLE_REGISTRATION: "invite" });
    for (let round = 0; round < 8; round++) {
      for (const table of ["families", "accounts"]) {
        writeRows(arena.dataDir, `DELETE FROM ${table}`, [[]]);
      }
      const refusals = await doAtOnce(arena, 8, (visit, index) => {
        const body = { email: `${index}@example.org`, name: "Anna", password: GOOD_PASSWORD };
        return findRefusal(visit.client().register({ body }));
      });
      const losers = refusals.filter((refusal) => refusal !== undefined);
      assert.deepEqual(losers.map(({ code }) => code), Array(7).fill("registration_closed"));
      assert.equal(readRows(arena.dataDir, "SELECT id FROM accounts").length, 1);
      assert.equal(readRows(arena.dataDir, "SELECT id FROM families").length, 1);
    }
  });

  Deno.test(`of eight registrations of one email at once, one is let in, ${where}`, async () => {
    await using arena = await startArena();
    for (let round = 0; round < 3; round++) {
      const email = `anna${round}@example.org`;
      const refusals = await doAtOnce(arena, 8, (visit, index) => {
        const spelling = index % 2 === 0 ? email : email.toUpperCase();
        const body = { email: spelling, name: "Anna", password: GOOD_PASSWORD };
        return findRefusal(visit.client().register({ body }));
      });
      const losers = refusals.filter((refusal) => refusal !== undefined);
      assert.deepEqual(losers.map(({ code }) => code), Array(7).fill("email_taken"));
      assert.equal(readRows(arena.dataDir, "SELECT id FROM accounts").length, round + 1);
    }
  });
}
