import assert from "node:assert/strict";
import { type AnsweringServer, startAnsweringServer } from "../../support/answering_server.ts";
import { createTestClient, GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { type ServerInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

/** A server that is started on the same circle at several addresses. */
async function startMoving() {
  const started = new AsyncDisposableStack();
  const { path: dataDir } = started.use(await makeTempFolder());
  const start = async (settings: Record<string, string> = {}): Promise<ServerInProcess> =>
    started.use(await startInProcess({ CIRCLE_DATA_DIR: dataDir, ...settings }));
  const old = await start();
  const anna = await createTestClient(old.url).join();
  const device = started.use(await makeDevice());
  await device.logIn(anna, old.url);
  return {
    start,
    old,
    anna,
    device,
    /** Starts it at a new address, and again at the old one, where it names the new one. */
    moveBeside: async () => {
      await stop(old);
      const { url } = await start();
      const { port } = new URL(old.url);
      return { url, old: await start({ CIRCLE_PORT: port, CIRCLE_PUBLIC_URL: url }) };
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function stop(server: ServerInProcess): Promise<void> {
  await server[Symbol.asyncDispose]();
}

Deno.test("auth move: a session goes on at another port, without logging in anew", async () => {
  await using circle = await startMoving();
  const { device, old, anna } = circle;
  await stop(old);
  const { url } = await circle.start();
  assert.equal((await device.run(["whoami"])).code, 3);
  const { code, stderr } = await device.run(["auth", "move", url]);
  assert.equal(stderr, `You are now logged in as ${anna.email} at ${url}.\n`);
  assert.equal(code, 0);
  for (let time = 0; time < 2; time++) {
    const { stdout } = await device.run(["whoami", "--json"]);
    assert.equal(JSON.parse(stdout).id, anna.id);
  }
  const sessions = JSON.parse((await device.run(["session", "list", "--json"])).stdout);
  assert.equal(sessions.length, 2, "one of joining, one of the device");
  assert.equal((await device.readConfig()).sessions[0].server, url);
});

Deno.test("auth move: the old address says where it lives, and the person confirms", async () => {
  await using circle = await startMoving();
  const { device } = circle;
  const { url, old } = await circle.moveBeside();
  const whoami = await device.run(["whoami"]);
  assert.equal(whoami.code, 0, "the old address works on");
  assert.equal(
    whoami.stderr,
    `The server at ${old.url} now lives at ${url}. Follow it: circle auth move\n`,
  );
  assert.equal((await device.run(["whoami"])).stderr, "", "said once");
  const script = await device.run(["auth", "move"]);
  assert.equal(script.code, 2);
  assert.match(
    script.stderr,
    new RegExp(`ADDRESS \\(the server at \\S+ says ${url}\\) is missing, and cannot be asked for`),
  );
  assert.equal((await device.run(["auth", "move"], { typed: "no\n" })).code, 7);
  assert.equal((await device.readConfig()).sessions[0].server, old.url);
  const { code, stderr } = await device.run(["auth", "move"], { typed: "yes\n", columns: 200 });
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    new RegExp(`says that it now lives at ${url}\\. Has your host told you so\\?`),
  );
  await stop(old);
  assert.equal((await device.run(["whoami"])).code, 0);
});

Deno.test("auth move --yes: for scripts, which name the address, and are not led to one", async () => {
  await using circle = await startMoving();
  const { device } = circle;
  const { url, old } = await circle.moveBeside();
  const { code, stderr } = await device.run(["auth", "move", "--yes"]);
  assert.equal(code, 2);
  assert.match(stderr, /--yes goes with the address that your host has told you/);
  assert.equal((await device.readConfig()).sessions[0].server, old.url);
  const named = await device.run(["auth", "move", url, "--yes"]);
  assert.equal(named.code, 0, named.stderr);
  assert.equal((await device.readConfig()).sessions[0].server, url);
});

Deno.test("auth move: who registers or logs in at the old address is told to follow the server", async () => {
  await using circle = await startMoving();
  const { anna } = circle;
  const { url, old } = await circle.moveBeside();
  const server = ["--server", old.url];
  for (const command of ["register", "login"]) {
    await using device = await makeDevice();
    const name = command === "register" ? ["--name", "Ben"] : [];
    const args = [command, ...server, "--email", "ben@example.org", ...name, "--password-stdin"];
    const { code, stderr } = await device.run(args, { input: anna.password });
    assert.equal(code, 0, stderr);
    assert.ok(
      stderr.endsWith(
        `The server at ${old.url} now lives at ${url}. Follow it: circle auth move\n`,
      ),
      stderr,
    );
    assert.equal((await device.run(["auth", "move"], { typed: "yes\n" })).code, 0);
    assert.equal((await device.readConfig()).sessions[0].server, url);
    assert.equal((await device.run(["whoami"])).stderr, "");
  }
});

Deno.test("invite accept: who has followed the server is told how to use an old link", async () => {
  await using circle = await startMoving();
  const { device, anna } = circle;
  const { url, old } = await circle.moveBeside();
  assert.equal((await device.run(["auth", "move", url])).code, 0);
  const ben = await createTestClient(url).join();
  const { code } = await ben.client.createInvite({ params: { family_id: ben.family }, body: {} });
  const { code: exit, stderr } = await device.run(["invite", "accept", `${old.url}/join#${code}`]);
  assert.equal(exit, 4);
  assert.ok(stderr.includes(`If ${url} has moved from there: circle invite accept CODE`), stderr);
  assert.equal((await device.run(["invite", "accept", code])).code, 0);
  const members = await ben.client.listFamilyMembers({ query: { family: ben.family } });
  assert.ok(members.some(({ id }) => id === anna.id));
});

Deno.test("register: who hosts the server is not told to leave its own machine", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: "https://circle.example.org" });
  await using device = await makeDevice();
  const named = ["--email", "anna@example.org", "--name", "Anna", "--password-stdin"];
  const { code, stderr } = await device.run(["register", "--server", circle.url, ...named], {
    input: GOOD_PASSWORD,
  });
  assert.equal(code, 0);
  assert.equal(stderr, `Welcome, Anna. You are logged in to ${circle.url}.\n`);
});

Deno.test("auth move: once the old address is gone, circle says where it had moved", async () => {
  await using circle = await startMoving();
  const { device } = circle;
  const { url, old } = await circle.moveBeside();
  await device.run(["whoami"]);
  await stop(old);
  const { code, stderr } = await device.run(["whoami"]);
  assert.equal(code, 3);
  assert.ok(stderr.endsWith(`If it has moved: circle auth move ${url}\n`), stderr);
});

/** What another server answers with the proof that it got from the true one. */
const RELAYS: Readonly<Record<string, (proof: Proof, own: string) => Proof>> = {
  "passes it on": (proof) => proof,
  "puts its own address into it": (proof, own) => ({ ...proof, public_url: own }),
  "makes one up": (_proof, own) => ({ proof: "A".repeat(43), public_url: own }),
};

interface Proof {
  readonly public_url: string;
  readonly proof: string;
}

Deno.test("auth move: no token goes to a server that only passes the proof on", async (t) => {
  await using circle = await startMoving();
  const { device, old, anna } = circle;
  const { sessions: [saved] } = await device.readConfig();
  const before = await Deno.readTextFile(device.configFile);
  for (const [name, change] of Object.entries(RELAYS)) {
    await t.step(name, async () => {
      await using relay: AnsweringServer = await startAnsweringServer(async ({ path, body }) => {
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch(old.url + path, { method: "POST", body, headers });
        return Response.json(change(await answer.json(), relay.url));
      });
      const { code, stderr } = await device.run(["auth", "move", relay.url]);
      assert.equal(code, 7);
      assert.match(stderr, /calls itself http|does not prove that it is the same circle/);
      assert.match(stderr, /Nothing was changed, and no token was sent\.$/m);
      assert.equal(relay.requests.length, 1);
      for (const { headers, body } of relay.requests) {
        const seen = JSON.stringify([...headers]) + body;
        const secrets = [saved.access_token, ...saved.refresh_token.split("."), anna.password];
        for (const secret of secrets) assert.ok(!seen.includes(secret));
      }
      assert.equal(await Deno.readTextFile(device.configFile), before);
    });
  }
});

Deno.test("auth move: a proof that was seen before is none", async () => {
  await using circle = await startMoving();
  const { device, old } = circle;
  await stop(old);
  let proof: unknown;
  await using relay: AnsweringServer = await startAnsweringServer(async ({ path, body }) => {
    if (proof === undefined) {
      const answer = await fetch(home.url + path, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json" },
      });
      proof = await answer.json();
    }
    return Response.json(proof);
  });
  // A server that once lived at this address, which somebody else has now.
  const home = await circle.start({ CIRCLE_PUBLIC_URL: relay.url });
  const before = await Deno.readTextFile(device.configFile);
  assert.equal((await device.run(["auth", "move", relay.url])).code, 0);
  await Deno.writeTextFile(device.configFile, before);
  const { code, stderr } = await device.run(["auth", "move", relay.url]);
  assert.equal(code, 7);
  assert.match(stderr, /does not prove that it is the same circle\. Do not log in there\./);
});

Deno.test("auth move: another circle does not know the session", async () => {
  await using circle = await startMoving();
  await using other = await startCircle();
  const { email, name, password } = circle.anna;
  await other.join({ email, name, password });
  const { code, stderr } = await circle.device.run(["auth", "move", other.url]);
  assert.equal(code, 7);
  assert.match(stderr, /has not shown that it is the same circle: it does not know this login\./);
  const { sessions } = await circle.device.readConfig();
  assert.deepEqual(sessions.map(({ server }: { server: string }) => server), [circle.old.url]);
});

Deno.test("auth move: takes all accounts of that server, and no other session", async () => {
  await using circle = await startMoving();
  await using other = await startCircle();
  const { device, old } = circle;
  const [ben, lea] = [await createTestClient(old.url).join(), await other.join()];
  const { token } = await createTestClient(old.url).client(ben.token).createToken({
    body: { name: "wall" },
  });
  await device.logIn(lea, other.url);
  await device.logIn(ben, old.url);
  const listServers = async () =>
    Object.fromEntries(
      (await device.readConfig()).sessions.map((
        { email, server }: { email: string; server: string },
      ) => [email, server]),
    );
  await stop(old);
  const { url } = await circle.start();
  assert.equal((await device.run(["auth", "move", url])).code, 0);
  assert.deepEqual(await listServers(), {
    [ben.email]: url,
    [circle.anna.email]: url,
    [lea.email]: other.url,
  });
  await using script: Device = await makeDevice();
  await script.run(["login", "--with-token", "--server", url], { input: token });
  const { code, stderr } = await script.run(["auth", "move", other.url]);
  assert.equal(code, 7);
  assert.match(
    stderr,
    /a script token is not moved\. Use it there: circle login --with-token --server/,
  );
});

Deno.test("auth move: refuses plain http to other machines, and tokens of the environment", async () => {
  await using circle = await startMoving();
  const { device } = circle;
  const http = await device.run(["auth", "move", "http://nas.example"]);
  assert.equal(http.code, 2);
  assert.match(http.stderr, /would send your password and token unencrypted/);
  const env = { CIRCLE_TOKEN: "a-secret" };
  assert.equal((await device.run(["auth", "move", "http://127.0.0.1:9"], { env })).code, 2);
  assert.equal((await device.run(["auth", "move", circle.old.url])).code, 2);
});
