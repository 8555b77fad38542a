import { pathToFileURL } from "node:url";
import { nameStart } from "./test_output.ts";

// `deno test` runs this for several test files, so that they share the modules that they load.
const files = Deno.env.get("CIRCLE_TEST_FILES")?.split("\n") ?? [];
for (const file of files) {
  Deno.test(nameStart(file), () => {}); // so that its tests can be told from those of others
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    Deno.test(`${file} can be loaded`, () => {
      throw error;
    });
  }
}
