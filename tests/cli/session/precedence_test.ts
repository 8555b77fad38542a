import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

async function getEmail(
  device: Device,
  { args = [], env }: { args?: readonly string[]; env?: Readonly<Record<string, string>> },
): Promise<string> {
  const { stdout, stderr } = await device.run(["whoami", "--json", ...args], { env });
  assert.equal(stderr, "");
  return JSON.parse(stdout).email;
}

Deno.test("the server comes from --server, then CIRCLE_SERVER, then the config file", async () => {
  await using flagged = await startCircle();
  await using named = await startCircle();
  await using saved = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await flagged.join({ email: "flag@example.org" }), flagged.url);
  await device.logIn(await named.join({ email: "environment@example.org" }), named.url);
  await device.logIn(await saved.join({ email: "file@example.org" }), saved.url);
  const env = { CIRCLE_SERVER: named.url };
  const args = ["--server", flagged.url];
  assert.equal(await getEmail(device, {}), "file@example.org");
  assert.equal(await getEmail(device, { env }), "environment@example.org");
  assert.equal(await getEmail(device, { env, args }), "flag@example.org");
});

Deno.test("the server defaults to the one on this machine", async () => {
  await using device = await makeDevice();
  const { stderr } = await device.run(["whoami"]);
  assert.equal(
    stderr,
    "circle: You are not logged in to http://127.0.0.1:8000. Log in first: circle login\n" +
      "Is your server elsewhere? circle login --server https://circle.example.org\n",
  );
});

Deno.test("the token comes from CIRCLE_TOKEN, then CIRCLE_TOKEN_FILE, then the config file", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using folder = await makeTempFolder();
  const named = await circle.join({ email: "token@example.org" });
  const kept = await circle.join({ email: "token-file@example.org" });
  await device.logIn(await circle.join({ email: "file@example.org" }), circle.url);
  const CIRCLE_TOKEN_FILE = `${folder.path}/my token`;
  await Deno.writeTextFile(CIRCLE_TOKEN_FILE, `${kept.token}\n`);
  const env = { CIRCLE_TOKEN_FILE, CIRCLE_TOKEN: named.token };
  assert.equal(await getEmail(device, {}), "file@example.org");
  assert.equal(await getEmail(device, { env: { CIRCLE_TOKEN_FILE } }), "token-file@example.org");
  assert.equal(await getEmail(device, { env }), "token@example.org");
  const empty = { CIRCLE_TOKEN: "", CIRCLE_TOKEN_FILE: "", CIRCLE_SERVER: "" };
  assert.equal(await getEmail(device, { env: empty }), "file@example.org");
});

Deno.test("auth status: shows the source of the token", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const ask = async (env: Record<string, string>) =>
    JSON.parse((await device.run(["auth", "status", "--json"], { env })).stdout).token_source;
  assert.equal(await ask({}), device.configFile);
  assert.equal(await ask({ CIRCLE_TOKEN: anna.token }), "CIRCLE_TOKEN");
});

Deno.test("a token file that is missing or has no token is named, and its text not printed", async () => {
  await using device = await makeDevice();
  await using folder = await makeTempFolder();
  const CIRCLE_TOKEN_FILE = `${folder.path}/token`;
  const ask = () => device.run(["whoami"], { env: { CIRCLE_TOKEN_FILE } });
  const missing = await ask();
  assert.equal(missing.code, 4);
  assert.match(missing.stderr, /^circle: The file of CIRCLE_TOKEN_FILE cannot be read/);
  await Deno.writeTextFile(CIRCLE_TOKEN_FILE, "my secret diary");
  assert.deepEqual(await ask(), {
    code: 4,
    stdout: "",
    stderr: "circle: The file of CIRCLE_TOKEN_FILE does not hold a token.\n",
  });
});

Deno.test("the family comes from --family, then CIRCLE_FAMILY, then the saved choice", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  for (const name of ["Flag", "Environment", "File"]) {
    await anna.client.createFamily({ body: { name } });
  }
  await device.run(["family", "use", "File"]);
  const rename = async (args: string[], env: Record<string, string>) => {
    const { code } = await device.run(["family", "rename", "Renamed", ...args], { env });
    assert.equal(code, 0);
    const names = (await anna.client.listFamilies({})).map(({ name }) => name);
    return ["Flag", "Environment", "File"].filter((name) => !names.includes(name));
  };
  const CIRCLE_FAMILY = "Environment";
  assert.deepEqual(await rename(["--family", "Flag"], { CIRCLE_FAMILY }), ["Flag"]);
  assert.deepEqual(await rename([], { CIRCLE_FAMILY }), ["Flag", "Environment"]);
  assert.deepEqual(await rename([], {}), ["Flag", "Environment", "File"]);
});

Deno.test("global options may stand before or after the command", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join({ name: "whoami" }), circle.url);
  const { code, stdout } = await device.run(["--json", "--family", "login", "whoami"]);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).name, "whoami");
});
