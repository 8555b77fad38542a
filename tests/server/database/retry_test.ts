import assert from "node:assert/strict";
import { type DatabaseFailure, retry } from "../../../server/database/database.ts";

class Failure extends Error {
  constructor(readonly failure: DatabaseFailure) {
    super(failure);
  }
}

const readFailure = (error: unknown) => error instanceof Failure ? error.failure : undefined;

/** Work that fails in some ways, one after another, and then succeeds. */
function failFirst(...failures: readonly DatabaseFailure[]): () => Promise<string> {
  const left = [...failures];
  return () => {
    const failure = left.shift();
    return failure ? Promise.reject(new Failure(failure)) : Promise.resolve("done");
  };
}

Deno.test("retry: repeats contended work, and once what met a duplicate", async () => {
  assert.equal(await retry(failFirst("contended", "contended", "contended"), readFailure), "done");
  assert.equal(await retry(failFirst("contended", "duplicate", "contended"), readFailure), "done");
});

Deno.test("retry: gives up at a second duplicate, and at any other failure", async () => {
  await assert.rejects(retry(failFirst("duplicate", "duplicate"), readFailure), /duplicate/);
  for (const failure of ["unavailable", "full", "damaged", "unconfirmed"] as const) {
    await assert.rejects(retry(failFirst(failure), readFailure), new RegExp(failure));
  }
});
