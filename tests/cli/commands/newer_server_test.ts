import assert from "node:assert/strict";
import { VERSION } from "../../../shared/version.ts";
import { forward, startForwarding } from "../../support/answering_server.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

const [major = 0] = VERSION.split(".").map(Number);
const NEWER = `${major + 1}.0.0`;

/** A server in front of another one that says that it is of another version. */
async function startVersion(circle: Circle, version: string) {
  return await startForwarding(circle.url, {
    "/health": async (request) => {
      const health = await (await forward(request, circle.url)).json();
      return Response.json({ ...health, version });
    },
  });
}

const NOTICE = new RegExp(
  `^The server has ${NEWER}, this circle ${VERSION}\\. Update it: git pull in /.+, ` +
    "and run deno task install there\\.$",
  "m",
);

Deno.test("a newer server: told after a login, then once a day, and on a terminal only", async () => {
  await using circle = await startCircle();
  await using newer = await startVersion(circle, NEWER);
  await using device = await makeDevice();
  const anna = await circle.join();
  const countAsked = () => newer.requests.filter(({ path }) => path === "/health").length;
  const login = ["login", "--server", newer.url, "--email", anna.email];
  const loggedIn = await device.run(login, { typed: `${anna.password}\n`, columns: 200 });
  assert.equal(loggedIn.code, 0, loggedIn.stderr);
  assert.match(loggedIn.stderr, NOTICE);
  assert.doesNotMatch(loggedIn.stdout, /newer|Update/);
  const again = await device.run(["whoami"], { typed: "", columns: 200 });
  assert.deepEqual([again.code, again.stderr, countAsked()], [0, "", 1]);

  await device.editSession({ version_asked_at: new Date(Date.now() - 86_400_000).toISOString() });
  for (const quiet of [["whoami", "--json"], ["whoami", "--quiet"]]) {
    assert.equal((await device.run(quiet, { typed: "", columns: 200 })).stderr, "");
  }
  assert.equal((await device.run(["whoami"])).stderr, "", "off a terminal");
  assert.equal(countAsked(), 1);
  assert.match(
    (await device.run(["family", "members"], { typed: "", columns: 200 })).stderr,
    NOTICE,
  );
  assert.equal((await device.run(["whoami"], { typed: "", columns: 200 })).stderr, "");
  assert.equal(countAsked(), 2);
});

Deno.test("a newer server: doctor says how to update", async () => {
  await using circle = await startCircle();
  await using newer = await startVersion(circle, NEWER);
  await using device = await makeDevice();
  await device.logIn(await circle.join(), newer.url);
  const { code, stdout } = await device.run(["doctor", "--json"]);
  assert.equal(code, 1);
  const { finding } = JSON.parse(stdout).find(({ check }: { check: string }) =>
    check === "version"
  );
  assert.match(
    finding,
    new RegExp(`^the server has ${NEWER}, this command ${VERSION}\\. Update it: git pull in /`),
  );
});

for (const version of [VERSION, "0.0.9", "not one", `${NEWER}\u001b[2J`, "9".repeat(400)]) {
  Deno.test(`a server of version ${JSON.stringify(version).slice(0, 20)}: nothing is said`, async () => {
    await using circle = await startCircle();
    await using other = await startVersion(circle, version);
    await using device = await makeDevice();
    const anna = await circle.join();
    const login = ["login", "--server", other.url, "--email", anna.email];
    const { code, stderr } = await device.run(login, { typed: `${anna.password}\n`, columns: 200 });
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /this circle/);
  });
}

Deno.test("a newer server: one whose version cannot be had changes nothing", async () => {
  await using circle = await startCircle();
  await using broken = await startForwarding(circle.url, {
    "/health": () => new Response("{", { status: 500 }),
  });
  await using device = await makeDevice();
  await device.logIn(await circle.join(), broken.url);
  const { code, stderr } = await device.run(["whoami"], { typed: "", columns: 200 });
  assert.deepEqual([code, stderr], [0, ""]);
});
