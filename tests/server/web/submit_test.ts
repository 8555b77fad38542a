import assert from "node:assert/strict";
import { addSubmission } from "../../../server/auth/form_submissions.ts";
import { Problem } from "../../../server/http/problem.ts";
import { submit } from "../../../server/web/submit.ts";
import { type Circle, startCircle } from "../../support/circle.ts";

Deno.test("a form is done where it is refused because the same one was acted upon meanwhile", async () => {
  await using circle = await startCircle();
  const once = crypto.randomUUID();
  const status = await submitAndRefuse(circle, once, async () => {
    await circle.db.transaction().execute((tx) => addSubmission(tx, once, new Date()));
  });
  assert.equal(status, "done");
});

Deno.test("a form is shown again where it is refused and was not acted upon", async () => {
  await using circle = await startCircle();
  assert.equal(await submitAndRefuse(circle, crypto.randomUUID(), async () => {}), 410);
});

/** Sends a form whose code is used up once something has happened; what becomes of it. */
async function submitAndRefuse(
  { db }: Circle,
  once: string,
  happen: () => Promise<void>,
): Promise<"done" | number | undefined> {
  const result = await submit({ auth: { db } }, { form: { once } }, {
    act: async () => {
      await happen();
      throw new Problem("invite_used");
    },
    refuse: ({ status }) => ({ kind: "page", title: "Refused", content: null!, status }),
    done: { kind: "redirect", to: "/done" },
  });
  return result.kind === "redirect" ? "done" : result.kind === "page" ? result.status : undefined;
}
