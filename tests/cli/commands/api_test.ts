import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("api: makes any call with the token, and prints the answer", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const changed = await device.run(["api", "PATCH", "/profile", "--input", "-"], {
    input: '{"name":"Anna Berg"}',
  });
  assert.equal(changed.code, 0);
  assert.equal(JSON.parse(changed.stdout).name, "Anna Berg");
  const query = await device.run(["api", "GET", `/family-members?family=${anna.family}`]);
  assert.equal(JSON.parse(query.stdout)[0].name, "Anna Berg");
  const silent = await device.run(["api", "POST", "/logout"]);
  assert.deepEqual(silent, { code: 0, stdout: "", stderr: "" });
});

Deno.test("api: PATH alone means GET", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  assert.deepEqual(
    await device.run(["api", "/profile"]),
    await device.run(["api", "GET", "/profile"]),
  );
  for (const args of [["api"], ["api", "profile"], ["api", "POST"], ["api", "/a", "/b"]]) {
    assert.equal((await device.run(args)).code, 2, args.join(" "));
  }
});

Deno.test("api: works without a login where the API does", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const health = await device.run(["api", "GET", "/health", "--server", circle.url]);
  assert.equal(JSON.parse(health.stdout).status, "ok");
  assert.equal((await device.run(["api", "GET", "/profile", "--server", circle.url])).code, 4);
});

Deno.test("api: refuses input that is not JSON", async () => {
  await using device = await makeDevice();
  const patch = ["api", "PATCH", "/profile", "--input"];
  assert.equal((await device.run([...patch, "-"], { input: "{" })).code, 2);
  assert.equal((await device.run([...patch, "file.json"])).code, 2);
});
