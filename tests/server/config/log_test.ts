import assert from "node:assert/strict";
import type { LogRecord } from "@logtape/logtape";
import { formatAsJson, formatAsText } from "../../../server/config/log.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { NAUGHTY_TEXTS } from "../http/naughty_texts.ts";

/** What ends a line or drives a terminal, wherever a log is read (UAX #14, ECMA-48). */
// deno-lint-ignore no-control-regex -- these are what is looked for
const UNSAFE = /[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

Deno.test("an event is one line, whatever its text", () => {
  for (const [name, text] of Object.entries(NAUGHTY_TEXTS)) {
    const record: LogRecord = {
      category: ["circle"],
      level: "info",
      timestamp: Date.UTC(2026, 10, 23, 18, 4, 5, 123),
      message: ["tested"],
      rawMessage: "tested",
      properties: { text, missing: undefined },
    };
    const json = formatAsJson(record);
    assert.ok(json.endsWith("\n") && !UNSAFE.test(json.slice(0, -1)), name);
    const time = "2026-11-23T18:04:05.123Z";
    assert.deepEqual(JSON.parse(json), { time, level: "info", event: "tested", text });
    const line = formatAsText(record);
    assert.ok(line.endsWith("\n") && !UNSAFE.test(line.slice(0, -1)), name);
    const [, value] = /^2026-11-23T18:04:05\.123Z info tested text=(.*)\n$/s.exec(line) ?? [];
    assert.equal(JSON.parse(value!), text);
  }
});

Deno.test("the log has logins and refusals, with the request id of the answer", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  const anna = { email: "anna@example.org", name: "Anna", password: "sailing boats in the garden" };
  const { email, password } = anna;
  await tellsOf(circle, "account registered", "POST", "/register", { body: anna });
  const login = await tellsOf(circle, "logged in", "POST", "/login", { body: { email, password } });
  const token: string = login.json.access_token;
  await tellsOf(circle, "login refused", "POST", "/login", {
    body: { email, password: "not the password at all" },
  });
  await tellsOf(circle, "login refused", "POST", "/login", {
    body: { email: "nobody@example.org", password },
  });
  await tellsOf(circle, "refused", "POST", "/register", {
    body: { ...anna, email: "bert@example.org" },
  });
  await tellsOf(circle, "name changed", "PATCH", "/profile", { token, body: { name: "Anne" } });
  await tellsOf(circle, "refused", "GET", "/profile", { token: `${token}x` });
  await tellsOf(circle, "logged out", "POST", "/logout", { token });
  const before = circle.log.length;
  await circle.call("GET", "/profile", { token }); // refused again: counted, not logged
  assert.equal(circle.log.length, before);
});

/** Makes a call and finds the one line that the log has about it. */
async function tellsOf(circle: Circle, event: string, ...call: Parameters<Circle["call"]>) {
  const before = circle.log.length;
  const answer = await circle.call(...call);
  const lines = circle.log.slice(before).map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((line) => line.event), [event]);
  assert.equal(lines[0].request_id, answer.headers.get("x-request-id"));
  assert.equal(lines[0].address, "127.0.0.1");
  return answer;
}

Deno.test("the log has the chosen format, in UTC", async (t) => {
  const forms = {
    json: /^\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"\w+","event":"[\w ]+".*\}$/,
    text: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \w+ [\w ]+( \w+=\S.*)?$/,
  };
  for (const [form, pattern] of Object.entries(forms)) {
    await t.step(form, async () => {
      await using folder = await makeTempFolder();
      const settings = { CIRCLE_LOG: form, TZ: "Asia/Tokyo" };
      await using server = await startServerProcess(folder.path, settings);
      await server.call("POST", "/login", {
        body: { email: "anna\u0085@x.org", password: "x" },
        headers: { "User-Agent": "\x9b31m\x85" },
      });
      server.kill("SIGTERM");
      await server.status;
      const lines = server.log().trimEnd().split("\n");
      assert.ok(lines.length >= 3, server.log());
      for (const line of lines) {
        assert.match(line, pattern);
        const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(line)![0];
        assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000, "the time is not UTC");
      }
    });
  }
});
