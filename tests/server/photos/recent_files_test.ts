import assert from "node:assert/strict";
import { createRecentFiles } from "../../../server/photos/recent_files.ts";

Deno.test("recent files: keeps those that were used last, up to a number of bytes", () => {
  const files = createRecentFiles(30);
  const isKept = (name: string) => files.get(name) !== undefined;
  for (const name of ["a", "b", "c"]) files.add(name, new Uint8Array(10));
  assert.ok(isKept("a"));
  files.add("d", new Uint8Array(10));
  assert.deepEqual(["b", "a", "c", "d"].map(isKept), [false, true, true, true]);
  files.add("a", new Uint8Array(12));
  assert.deepEqual(["c", "d", "a"].map(isKept), [false, true, true]);
  files.add("huge", new Uint8Array(31));
  assert.deepEqual(["a", "d", "huge"].map(isKept), [false, false, false]);
  files.add("e", new Uint8Array(30));
  files.delete("e");
  files.delete("e");
  assert.equal(isKept("e"), false);
  files.add("f", new Uint8Array(30));
  assert.ok(isKept("f"));
});
