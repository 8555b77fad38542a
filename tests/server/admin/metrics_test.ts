import assert from "node:assert/strict";
import { mayReadMetrics } from "../../../server/admin/metrics_access.ts";
import { readConfig } from "../../../server/config/config.ts";
import { startCircle } from "../../support/circle.ts";
import { findProgram } from "../../support/find_program.ts";
import { startHostedCircle, startHostedServer } from "../../support/hosted_circle.ts";
import { backUp } from "../../support/run_admin.ts";
import { runProgram } from "../../support/run_program.ts";
import { ROOT } from "../../support/source_files.ts";
import { testDialect } from "../../support/test_database.ts";

const TOKEN = "Zk3v9QmT1xYb7LrW0pHs5NdCeF8aGuJi2oKqSwXy4tA=";

Deno.test("metrics: requests by endpoint and class of status, and what waits", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const read = async () => readSamples((await circle.call("GET", "/metrics")).text);
  const before = await read();
  const requests = (method: string, path: string, status: string) =>
    `circle_http_requests_total{method="${method}",path="${path}",status="${status}"}`;
  const members = "/families/{family_id}/members";
  await anna.client.listMembers({ params: { family_id: anna.family } });
  await circle.call("GET", `/families/${anna.family}/members`);
  await circle.call("POST", "/login", { body: { email: anna.email, password: "wrong" } });
  for (const path of ["/nothing", "/nothing/else"]) await circle.call("GET", path);
  await fetch(`${circle.url}/f/${anna.family}/people`).then((answer) => answer.text());
  const after = await read();
  const grew = (name: string) => after[name]! - (before[name] ?? 0);
  assert.equal(grew(requests("GET", members, "2xx")), 1);
  assert.equal(grew(requests("GET", members, "4xx")), 1);
  assert.equal(grew(requests("POST", "/login", "4xx")), 1);
  assert.equal(grew(requests("GET", "/f/{family_id}/people", "4xx")), 1);
  assert.equal(grew(requests("other", "other", "4xx")), 2);
  const duration = `circle_http_request_duration_seconds`;
  const labels = `method="GET",path="${members}"`;
  assert.equal(grew(`${duration}_count{${labels}}`), 2);
  assert.equal(grew(`${duration}_bucket{${labels},le="+Inf"}`), 2);
  assert.ok(after[`${duration}_sum{${labels}}`]! > 0);
  assert.ok(grew("circle_database_transaction_duration_seconds_count") > 0);
  assert.equal(after["circle_database_transactions"], 0);
  assert.equal(after['circle_password_hashes{state="waiting"}'], 0);
  assert.equal(after["circle_database_up"], 1);
  assert.equal(after["circle_sessions"], 1);
  assert.ok(after['circle_disk_free_bytes{folder="data"}']! > 0);
  assert.ok(after["circle_uptime_seconds"]! > 0);
});

Deno.test("metrics: nothing tells of a person, a family, or a secret", async () => {
  await using hosted = await startHostedCircle();
  const { anna, secrets, settings } = hosted;
  await hosted.server.stop();
  await using server = await startHostedServer({ ...settings, CIRCLE_METRICS_TOKEN: TOKEN });
  const { id, name, email, family, token, refreshToken } = anna;
  const paths = [
    secrets.feed,
    `/feeds/${token}.ics`,
    `/${email}`,
    `/f/${family}/people`,
    `/profile?name=${encodeURIComponent(name)}`,
    `/families/${family}/people`,
    `/families/${id}/export`,
    "/join",
  ];
  for (const path of paths) {
    const headers = { authorization: `Bearer ${token}`, "user-agent": email };
    await (await fetch(server.url + path, { headers })).body?.cancel();
  }
  await backUp(settings, hosted.folder);
  const { status, text } = await server.call("GET", "/metrics", { token: TOKEN });
  assert.equal(status, 200);
  const [line] = text.match(/^circle_last_backup_timestamp_seconds .*$/m) ?? [];
  if (testDialect() === "sqlite") assert.ok(Number(line?.split(" ")[1]) > Date.now() / 1000 - 600);
  const told = [id, name, email, family, token, refreshToken, TOKEN, ...Object.values(secrets)];
  for (const secret of told) assert.ok(!text.includes(secret), secret);
  assert.doesNotMatch(text, /@|%40|[0-9a-f]{8}-[0-9a-f]{4}|Ben|Cousin/);
  for (const [, value] of text.matchAll(/="([^"]*)"/g)) {
    assert.match(value!, /^([\w.+-]+|\/[\w./{}-]*)$/);
  }
  assert.equal((await server.call("GET", "/metrics")).status, 404, "its address is another one");
});

Deno.test({
  name: "metrics: promtool finds no fault in them, and in the rules of the manual",
  ignore: findProgram("promtool") === undefined,
  fn: async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    await anna.client.listFamilies({});
    await circle.call("GET", "/nothing");
    const { headers, text } = await circle.call("GET", "/metrics");
    assert.equal(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const checked = await runPromtool(["check", "metrics"], text);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    assert.equal(checked.stdout + checked.stderr, "");
    const manual = await Deno.readTextFile(`${ROOT}/docs/operations.md`);
    const rules = /^```yaml\n(groups:.*?)^```$/ms.exec(manual)![1]!;
    const known = new Set(Object.keys(readSamples(text)).map((name) => name.split("{")[0]));
    for (const [name] of rules.matchAll(/circle_\w+/g)) {
      assert.ok(known.has(name) || name === "circle_last_backup_timestamp_seconds", name);
    }
    const scraping = /^```yaml\n(scrape_configs:.*?)^```$/ms.exec(manual)![1]!;
    for (const [kind, block] of [["rules", rules], ["config", scraping]] as const) {
      await Deno.writeTextFile(`${circle.dataDir}/block.yml`, block);
      const { code, stderr } = await runPromtool(["check", kind, `${circle.dataDir}/block.yml`]);
      assert.equal(code, 0, stderr);
    }
  },
});

Deno.test("metrics: who is not the host is told that there is nothing", async () => {
  await using circle = await startCircle({ CIRCLE_METRICS_TOKEN: TOKEN });
  const ask = async (headers: Record<string, string>, path = "/metrics") => {
    const { status, json } = await circle.call("GET", path, { headers });
    return { status, json };
  };
  const nothing = await ask({}, "/nothing");
  assert.equal(nothing.status, 404);
  assert.equal((await ask({})).status, 200);
  const proxied = { "x-forwarded-for": "192.0.2.7" };
  const others: Record<string, string>[] = [
    proxied,
    { forwarded: "for=192.0.2.7" },
    { "x-real-ip": "192.0.2.7" },
    { via: "1.1 nas" },
    { ...proxied, authorization: `Bearer ${TOKEN.slice(0, -2)}` },
    { ...proxied, authorization: `Bearer ${TOKEN} x` },
    { ...proxied, authorization: `Basic ${TOKEN}` },
    { ...proxied, authorization: "Bearer undefined" },
  ];
  for (const headers of others) {
    assert.deepEqual(await ask(headers), nothing, JSON.stringify(headers));
  }
  assert.equal((await ask({ ...proxied, authorization: `Bearer ${TOKEN}` })).status, 200);
  assert.deepEqual(await ask(proxied, `/metrics?token=${TOKEN}`), nothing);
  const { token } = await circle.join();
  assert.deepEqual(await ask({ ...proxied, authorization: `Bearer ${token}` }), nothing);
  await circle.restart({ CIRCLE_METRICS_TOKEN: "" });
  for (const sent of ["", "undefined", TOKEN]) {
    assert.deepEqual(await ask({ ...proxied, authorization: `Bearer ${sent}` }), nothing);
  }
});

Deno.test("metrics: only a direct connection of this machine needs no token", () => {
  const PUBLIC = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  const cases: [peer: string, settings: Record<string, string>, allowed: boolean][] = [
    ["127.0.0.1", {}, true],
    ["::1", {}, true],
    ["::ffff:127.0.0.1", {}, true],
    ["192.0.2.7", {}, false],
    ["::ffff:192.0.2.7", {}, false],
    ["10.0.0.1", { CIRCLE_TRUSTED_PROXIES: "10.0.0.1" }, false],
    ["", {}, false],
    ["127.0.0.1", { CIRCLE_PUBLIC_URL: "http://localhost:8000" }, true],
    ["127.0.0.1", PUBLIC, false],
    ["127.0.0.1", { ...PUBLIC, CIRCLE_TRUSTED_PROXIES: "127.0.0.1" }, true],
  ];
  for (const [peer, settings, allowed] of cases) {
    const { config } = readConfig((name) => settings[name], false);
    const source = { peer, address: "127.0.0.1", userAgent: "", headers: new Headers() };
    assert.equal(mayReadMetrics({ config, token: TOKEN }, source), allowed, peer);
  }
});

/** The samples of a text by their names and labels. */
function readSamples(text: string): Record<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => {
    const at = line.lastIndexOf(" ");
    return [line.slice(0, at), Number(line.slice(at + 1))];
  }));
}

async function runPromtool(args: readonly string[], input?: string) {
  return await runProgram("promtool", {
    args,
    input,
    env: { PATH: Deno.env.get("PATH") ?? "" },
  });
}
