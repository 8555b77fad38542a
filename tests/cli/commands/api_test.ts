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

Deno.test("api: prints the files of the people, and the calendar of a feed, as they are", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  const params = { family_id: anna.family };
  const files = `/families/${anna.family}`;
  const csv = await device.run(["api", `${files}/people.csv`]);
  assert.deepEqual(csv, { code: 0, stdout: await anna.client.exportCsv({ params }), stderr: "" });
  const vcards = await device.run(["api", `${files}/people.vcf?version=4.0`]);
  assert.match(vcards.stdout, /^BEGIN:VCARD\r\nVERSION:4\.0\r\n[^]*END:VCARD\r\n$/);
  const { url } = await anna.client.createFeed({ params, body: { name: "phone" } });
  const { pathname } = new URL(url);
  const feed = await device.run(["api", pathname, "--server", circle.url]);
  assert.match(feed.stdout, /^BEGIN:VCALENDAR\r\n/);
  // A page is for browsers, or of a proxy.
  assert.equal((await device.run(["api", "/nothing/as/api"])).code, 6);
  assert.equal((await device.run(["api", "/docs"])).code, 1);
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
