import assert from "node:assert/strict";
import { addToLog } from "../../../server/families/family_log.ts";
import { FamilyEvent } from "../../../shared/contract/families.ts";
import { startCircle } from "../../support/circle.ts";
import { depsOf } from "../../support/deps_of.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { Visitor } from "../../support/visitor.ts";

Deno.test("the family's log reads the same in the command and on its page", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  await device.logIn(anna, circle.url);
  const [person] = await anna.client.listPeople({ params: { family_id: anna.family } });
  const about = { familyId: anna.family, actorId: anna.id, personId: person!.id };
  const deps = depsOf(circle);
  await deps.transaction(async (tx) => {
    for (const event of FamilyEvent.enum) {
      for (const note of event === "backup_restored" ? ["ics"] : [null, "ics"]) {
        await addToLog(deps, tx, { ...about, event, memberId: ben.id, role: "member", note });
      }
    }
    const event = "role_changed";
    await addToLog(deps, tx, { ...about, event, memberId: anna.id, role: "admin" });
  });
  const { stdout } = await device.run(["family", "log"]);
  const told = stdout.trimEnd().split("\n").slice(1).map((line) =>
    line.replace(/^\S+ \S+ \S+ {2}/, "")
  );
  assert.ok(told.includes("Anna invited someone as member"), stdout);
  assert.ok(told.includes("Anna downloaded the people (ics)"), stdout);
  assert.ok(told.includes("Anna became admin"), stdout);
  assert.deepEqual(told, await readPage(circle.url, { ...anna, path: `/f/${anna.family}/log` }));
});

/** The sentences of the log's page. */
async function readPage(
  url: string,
  { email, password, path }: Readonly<Record<"email" | "password" | "path", string>>,
): Promise<string[]> {
  const visitor = new Visitor(url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email, password });
  const { html } = await visitor.open(path);
  return [...html.matchAll(/<li><span>(.*?)<\/span><br/gs)]
    .map(([, sentence]) => sentence!.replaceAll(/<[^>]*>/g, "").replaceAll("&#39;", "'"));
}
