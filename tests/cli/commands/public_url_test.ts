import assert from "node:assert/strict";
import { startForwarding } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";

/** Commands that make something for another person or program, and what they print for them. */
const COMMANDS: Readonly<Record<string, (url: string, flags: string) => readonly RegExp[]>> = {
  "invite create": (url, flags) => [
    new RegExp(`^  ${url}/join#\\S+$`, "m"),
    new RegExp(`^  circle register --server ${url}${flags} --invite \\S+$`, "m"),
  ],
  "person invite oma": (url) => [new RegExp(`^  ${url}/join#\\S+$`, "m")],
  "member reset ben --yes": (url, flags) => [
    new RegExp(`^  ${url}/reset$`, "m"),
    new RegExp(`^  circle password reset --server ${url}${flags}$`, "m"),
  ],
  "token create wall": (url, flags) => [
    new RegExp(`^  CIRCLE_SERVER=${url} .* circle family members${flags}$`, "m"),
  ],
};

/** Public addresses, how `circle` is told to use them, and what it says of them. */
const ADDRESSES = [
  { url: "https://circle.example.org", flags: "", warning: undefined },
  {
    url: "http://nas.local:8000",
    flags: " --insecure-http",
    warning: /nas\.local is reached by plain http: .* unless who hosts the server allows it\./,
  },
  { url: undefined, flags: "", warning: /Others cannot reach 127\.0\.0\.1: .* CIRCLE_PUBLIC_URL/ },
];

for (const { url, flags, warning } of ADDRESSES) {
  Deno.test(`public URL: what others get names it: ${url ?? "none is set"}`, async (t) => {
    await using circle = await startCircle(url === undefined ? {} : { CIRCLE_PUBLIC_URL: url });
    await using device = await makeDevice();
    const anna = await circle.join();
    await addFamilyMember(circle, anna, { name: "Ben" });
    await anna.client.createPerson({ params: { family_id: anna.family }, body: { name: "Oma" } });
    await device.logIn(anna, circle.url);
    for (const [command, expect] of Object.entries(COMMANDS)) {
      await t.step(`circle ${command}`, async () => {
        const { code, stderr } = await device.run(command.split(" "));
        assert.equal(code, 0, stderr);
        for (const line of expect(url ?? circle.url, flags)) assert.match(stderr, line);
        if (command.startsWith("token")) return; // scripts may run on the same machine
        if (warning) assert.match(stderr, warning);
        else assert.doesNotMatch(stderr, /reach/);
      });
    }
  });
}

/** Answers to `GET /health` that name no address that others could reach. */
const USELESS = [
  ...["http://127.0.0.1:8000", "http://0.0.0.0:8000", "javascript:alert(1)", ""].map((url) => ({
    public_url: url,
  })),
  {},
  undefined,
];

for (const useless of USELESS) {
  Deno.test(`public URL: with ${JSON.stringify(useless)} the address in use is named`, async () => {
    const health = { status: "ok", version: "1.0.0", time: new Date().toISOString() };
    await using circle = await startCircle();
    await using proxy = await startForwarding(circle.url, {
      "/health": () =>
        useless ? Response.json({ ...health, ...useless }) : new Response(null, { status: 500 }),
    });
    await using device = await makeDevice();
    const { token } = await circle.join();
    const env = { CIRCLE_SERVER: proxy.url, CIRCLE_TOKEN: token };
    const { code, stderr } = await device.run(["invite", "create"], { env });
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(`\n  ${proxy.url}/join#`), stderr);
  });
}
