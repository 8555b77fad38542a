import assert from "node:assert/strict";
import { startForwarding } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { startCommand } from "../../support/command_process.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("ten logins at once are all saved", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const people = await Promise.all(Array.from({ length: 10 }, () => circle.join()));
  await Promise.all(people.map(({ email, password }) => {
    const login = ["login", "--server", circle.url, "--email", email, "--password-stdin"];
    return device.runProcess(login, { input: password });
  }));
  const { sessions } = await device.readConfig();
  assert.deepEqual(
    sessions.map(({ email }: { email: string }) => email).sort(),
    people.map(({ email }) => email).sort(),
  );
});

Deno.test("ten commands with an expired access token share one refresh", async () => {
  await using circle = await startCircle();
  await using watched = await startForwarding(circle.url);
  await using device = await makeDevice();
  await device.logIn(await circle.join(), watched.url);
  await device.editSession({ expires_at: "2020-01-01T00:00:00.000Z" });
  const results = await Promise.all(
    Array.from({ length: 10 }, () => device.runProcess(["whoami"])),
  );
  assert.deepEqual(results.map(({ code, stderr }) => code + stderr), Array(10).fill("0"));
  const refreshes = watched.requests.filter(({ path }) => path === "/token/refresh");
  assert.equal(refreshes.length, 1);
});

Deno.test("a command that is killed while it writes leaves a valid config file", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const ben = await circle.join();
  await device.logIn(anna, circle.url);
  await device.logIn(ben, circle.url);
  let killed = 0;
  for (let round = 0; round < 30; round++) {
    const process = startCommand(["auth", "switch"], device);
    await appearance(device.configDir, "config.json.unfinished");
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    if (kill(process)) killed++;
    await process.output();
    const { sessions } = await device.readConfig();
    assert.deepEqual(
      sessions.map(({ email }: { email: string }) => email).sort(),
      [anna.email, ben.email].sort(),
    );
  }
  assert.ok(killed > 0, "none was killed in time");
  const { code, stderr } = await device.run(["whoami"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
});

/** Waits until a file is made or written in a folder. */
async function appearance(folder: string, name: string): Promise<void> {
  using watcher = Deno.watchFs(folder);
  const patience = setTimeout(() => watcher.close(), 60_000);
  for await (const { paths } of watcher) {
    if (paths.some((path) => path.endsWith(`/${name}`))) return clearTimeout(patience);
  }
  throw new Error(`${name} was not made`);
}

function kill(process: Deno.ChildProcess): boolean {
  try {
    process.kill("SIGKILL");
    return true;
  } catch {
    return false; // it has ended
  }
}
