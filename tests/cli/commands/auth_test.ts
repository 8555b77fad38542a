import assert from "node:assert/strict";
import { startAnsweringServer } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("auth status: shows server, account, source of the token and its end", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { email, password } = await circle.join({ name: "Anna" });
  await device.logIn({ email, password }, circle.url);
  const { stdout } = await device.run(["auth", "status"]);
  assert.match(stdout, new RegExp(`^Server +${circle.url}$`, "m"));
  assert.match(stdout, new RegExp(`^Account +Anna <${email}>$`, "m"));
  assert.match(stdout, new RegExp(`^Token from +${device.configFile}$`, "m"));
  assert.match(stdout, /^Token ends +renews automatically$/m);
  assert.match(stdout, new RegExp(`^Saved +${email} at ${circle.url}$`, "m"));
});

Deno.test("auth token: prints a token that acts as the account", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const { stdout, stderr } = await device.run(["auth", "token"]);
  assert.match(stdout, /^\S+\n$/);
  assert.equal(stderr, "");
  const { json } = await circle.call("GET", "/profile", { token: stdout.trim() });
  assert.equal(json.email, anna.email);
});

Deno.test("auth switch: changes between accounts and servers", async () => {
  await using home = await startCircle();
  await using away = await startCircle();
  await using device = await makeDevice();
  const anna = await home.join({ email: "anna@home.example" });
  await device.logIn(anna, home.url);
  assert.match(
    (await device.run(["auth", "switch"])).stderr,
    /^You now use anna@home\.example at /,
  );
  await device.logIn(await home.join({ email: "ben@home.example" }), home.url);
  const who = async () => JSON.parse((await device.run(["whoami", "--json"])).stdout).email;
  assert.equal(await who(), "ben@home.example");
  const { stderr } = await device.run(["auth", "switch"]); // the other one of two
  assert.equal(stderr, `You now use anna@home.example at ${home.url}.\n`);
  await device.logIn(await away.join({ email: "anna@away.example" }), away.url);
  await device.run(["auth", "switch", "BEN"]);
  assert.equal(await who(), "ben@home.example");
  await device.run(["auth", "switch", "--server", away.url]);
  assert.equal(await who(), "anna@away.example");
});

Deno.test("auth switch: lists the candidates of an ambiguous name, and asks only at a terminal", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  for (const email of ["anna@x.org", "annabel@x.org", "ben@x.org"]) {
    await device.logIn(await circle.join({ email }), circle.url);
  }
  const several = await device.run(["auth", "switch", "anna"]);
  assert.equal(several.code, 2);
  assert.equal(
    several.stderr,
    "circle: More than one saved session is called that. Which one?\n" +
      `  annabel@x.org at ${circle.url}\n  anna@x.org at ${circle.url}\n`,
  );
  const none = await device.run(["auth", "switch", "zoe"]);
  assert.equal(none.code, 6);
  assert.match(none.stderr, /^circle: There is no saved session called that\. There is:\n {2}ben@/);
  const unsaid = await device.run(["auth", "switch"]);
  assert.equal(unsaid.code, 2);
  assert.match(unsaid.stderr, /\ncircle: ACCOUNT is missing, and cannot be asked for\.\n$/);
  const elsewhere = await device.run(["auth", "switch", "--server", "circle.example.org"]);
  assert.equal(elsewhere.code, 4);
});

Deno.test("auth status: asks about every saved account", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const gone = await startAnsweringServer(() => new Response());
  await gone[Symbol.asyncDispose]();
  const anna = await circle.join({ email: "anna@x.org" });
  await device.logIn(await circle.join({ email: "cleo@x.org" }), circle.url);
  await device.editSession({ server: gone.url });
  await device.logIn(anna, circle.url);
  await anna.client.logout({ query: { scope: "all" } });
  await device.logIn(await circle.join({ email: "ben@x.org" }), circle.url);
  const { code, stdout } = await device.run(["auth", "status"]);
  assert.equal(code, 0);
  assert.ok(stdout.endsWith(
    `ben@x.org at ${circle.url}, anna@x.org at ${circle.url} (has ended: log in again), ` +
      `cleo@x.org at ${gone.url} (its server does not answer)\n`,
  ));
  const { saved_sessions } = JSON.parse((await device.run(["auth", "status", "--json"])).stdout);
  assert.deepEqual(
    saved_sessions.map(({ state }: { state: string }) => state),
    ["active", "ended", "unknown"],
  );
});

Deno.test("auth status: of an ended session says so, and exits with 4", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ email: "anna@x.org" });
  await device.logIn(anna, circle.url);
  await anna.client.logout({ query: { scope: "all" } });
  const { code, stdout } = await device.run(["auth", "status"]);
  assert.equal(code, 4);
  assert.match(stdout, /^Account +Your session has ended\. Log in again: circle login$/m);
  assert.match(stdout, /^Saved .*has ended/m);
});

Deno.test("auth token: --json prints JSON", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const { stdout } = await device.run(["auth", "token", "--json"]);
  const { access_token } = (await device.readConfig()).sessions[0];
  assert.deepEqual(JSON.parse(stdout), { token: access_token });
});

Deno.test("auth switch: tells one account on two servers apart, and says how", async () => {
  await using home = await startCircle();
  await using away = await startCircle();
  await using device = await makeDevice();
  for (const circle of [home, away]) {
    await device.logIn(await circle.join({ email: "anna@x.org" }), circle.url);
  }
  await device.logIn(await home.join({ email: "ben@x.org" }), home.url);
  const { code, stderr } = await device.run(["auth", "switch"]);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /\nName one by its email or how that begins; --server tells servers apart\.\n/,
  );
  assert.equal((await device.run(["auth", "switch", "anna"])).code, 2);
  assert.equal((await device.run(["auth", "switch", "anna", "--server", away.url])).code, 0);
  assert.equal((await device.run(["auth", "switch", `anna@x.org at ${home.url}`])).code, 0);
});
