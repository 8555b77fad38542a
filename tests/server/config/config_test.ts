import assert from "node:assert/strict";
import { readConfig } from "../../../server/config/config.ts";
import { StartError } from "../../../server/config/start_error.ts";
import { startCircle } from "../../support/circle.ts";
import { refuseToStart } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const GOOD_KEYS = `a:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}`;

/** Values that stop the start, and what is said of each. */
const BAD_SETTINGS: Readonly<Record<string, readonly [complaint: RegExp, values: string[]]>> = {
  CIRCLE_PORT: [/a port number from 0 to 65535/, [
    "x",
    "-1",
    "65536",
    "80.5",
    "1e3",
    " 80",
    "0x50",
  ]],
  CIRCLE_REGISTRATION: [/invite or open/, ["closed", "Open", "true", "invite open"]],
  CIRCLE_NEW_FAMILIES: [/anyone or members or host/, ["nobody", "Members", "owners", "false"]],
  CIRCLE_PUBLIC_URL: [/an origin such as/, [
    "circle.example.org",
    "ftp://circle.example.org",
    "https://circle.example.org/family",
    "https://circle.example.org?x",
    "https://user@circle.example.org",
    "javascript:alert(1)",
    "https://",
  ]],
  CIRCLE_CORS_ORIGINS: [/an origin such as/, [
    "*",
    "null",
    "https://*.example.org",
    "https://a.example.org;https://b.example.org",
    "https://a.example.org https://b.example.org",
    "https://a.example.org, b.example.org",
  ]],
  CIRCLE_TRUSTED_PROXIES: [/a list of IP addresses/, [
    "proxy.example.org",
    "10.0.0.0/0",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0.0/-8",
    "10.0.0.0/255.0.0.0",
    "::/0",
    "fd00::/129",
    "fe80::1%eth0/64",
    "::ffff:10.0.0.0/96",
    "10.0.0.1;10.0.0.2",
    "10.0.0",
    "*",
  ]],
  CIRCLE_LOG: [/text or json/, ["JSON", "none", "debug"]],
  CIRCLE_INSECURE_HTTP: [/must be allow\./, ["1", "true", "yes", "ALLOW", "allow "]],
  CIRCLE_METRICS_TOKEN: [/random text of at least 32 characters.*openssl rand -base64 32/, [
    "short",
    "a".repeat(44),
    `${"abcdefghijkl".repeat(4)} with spaces`,
  ]],
  CIRCLE_TIME_ZONE: [/time zone/, ["Berlin", "Europe/Nowhere", "12"]],
  CIRCLE_PASSWORD_COST: [/between m=19456,t=2,p=1 and m=1048576,t=20,p=16, in this format/, [
    "strong",
    "m=19455,t=2,p=1",
    "m=19456,t=1,p=1",
    "m=19456,t=2,p=0",
    "m=99999999,t=2,p=1",
    "m=19456,t=99,p=1",
    "m=1048576,t=20,p=16",
    "t=2,m=19456,p=1",
    "m=19456,t=2",
  ]],
  CIRCLE_DATABASE_URL: [/must look like postgres:/, [
    "sqlite:circle.db",
    "mysql://localhost/circle",
    "postgres://localhost",
    "localhost:5432/circle",
  ]],
};

Deno.test("an invalid setting is named, with the form it needs", async (t) => {
  for (const [name, [complaint, values]] of Object.entries(BAD_SETTINGS)) {
    for (const value of values) {
      await t.step(`${name}=${value}`, () => {
        const settings = { CIRCLE_SIGNING_KEYS: GOOD_KEYS, [name]: value };
        assert.throws(() => read(settings), (error: unknown) => {
          assert.ok(error instanceof StartError);
          assert.match(error.message, new RegExp(`^${name} .*\\.$`));
          assert.match(error.message, complaint);
          return true;
        });
      });
    }
  }
});

/** Public URLs that are more than an origin, or written otherwise, and what is said of each. */
const OTHER_URLS: Readonly<Record<string, RegExp>> = {
  "https://example.org/circle/": /without a path: give the server a host name or a port of its own/,
  "https://example.org/circle?x": /without a path: give the server/,
  "https://circle.example.org/?x": /without a user name, \? or #/,
  "https://circle.example.org/#": /without a user name, \? or #/,
  "https://anna:secret@circle.example.org": /^(?!.*secret).*without a user name, \? or #/,
  "HTTPS://Circle.Example.org": /must be written as browsers do: https:\/\/circle\.example\.org/,
  "https://circle.example.org:443": /as browsers do: https:\/\/circle\.example\.org/,
  "https://gärten.example": /as browsers do: https:\/\/xn--grten-gra\.example/,
};

Deno.test("CIRCLE_PUBLIC_URL: a sentence says how to change what is no plain origin", () => {
  for (const [url, complaint] of Object.entries(OTHER_URLS)) {
    assert.throws(() => read({ CIRCLE_PUBLIC_URL: url }), (error: unknown) => {
      assert.ok(error instanceof StartError);
      assert.match(error.message, /^CIRCLE_PUBLIC_URL must be .*\.$/);
      assert.match(error.message, complaint);
      return true;
    });
  }
});

Deno.test("CIRCLE_TRUSTED_PROXIES: no range is wider than a private network", () => {
  for (const range of ["0.0.0.0/1", "10.0.0.0/7", "::/1", "fc00::/6", "::ffff:10.0.0.0/103"]) {
    assert.throws(() => read({ CIRCLE_TRUSTED_PROXIES: `127.0.0.1, ${range}` }), {
      name: "Error",
      message: `CIRCLE_TRUSTED_PROXIES must not trust ${range}, where strangers have addresses ` +
        "too: a range is at most /8 for IPv4, and /7 for IPv6.",
    });
  }
  for (const range of ["10.0.0.0/8", "fc00::/7", "::ffff:10.0.0.0/104"]) {
    assert.equal(read({ CIRCLE_TRUSTED_PROXIES: range }).config.trustedProxies.length, 1);
  }
});

Deno.test("CIRCLE_INSECURE_HTTP: each start warns", async () => {
  await using circle = await startCircle({ CIRCLE_INSECURE_HTTP: "allow" });
  const countWarnings = () =>
    circle.log.filter((line) => line.includes("pages sign people in over plain http")).length;
  assert.equal(countWarnings(), 1);
  await circle.restart();
  assert.equal(countWarnings(), 2);
  await circle.restart({ CIRCLE_INSECURE_HTTP: "" });
  assert.equal(countWarnings(), 2);
});

Deno.test("PostgreSQL needs CIRCLE_SIGNING_KEYS", () => {
  const settings = { CIRCLE_DATABASE_URL: "postgres://circle:x@localhost/circle" };
  assert.throws(
    () => read(settings),
    /^Error: CIRCLE_SIGNING_KEYS is needed with CIRCLE_DATABASE_URL/,
  );
  const { secrets } = read({ ...settings, CIRCLE_SIGNING_KEYS: GOOD_KEYS });
  assert.equal(secrets.databaseUrl, settings.CIRCLE_DATABASE_URL);
});

Deno.test("a server with invalid settings names all of them, and does not start", async () => {
  await using folder = await makeTempFolder();
  const { code, stdout, stderr } = await refuseToStart(folder.path, {
    CIRCLE_PORT: "eighty",
    CIRCLE_REGISTRATION: "closed",
    CIRCLE_CORS_ORIGINS: "*",
  });
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.deepEqual(stderr.trimEnd().split("\n").map((line) => line.split(" ")[0]), [
    "CIRCLE_PORT",
    "CIRCLE_REGISTRATION",
    "CIRCLE_CORS_ORIGINS",
  ]);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("by default a server listens on loopback, with registration by invite", () => {
  const names = Object.keys(BAD_SETTINGS).concat("CIRCLE_HOST", "CIRCLE_DATA_DIR");
  const empty = Object.fromEntries(names.map((name) => [name, ""]));
  for (const settings of [{}, empty]) {
    const { config, secrets } = read(settings);
    assert.equal(config.host, "127.0.0.1");
    assert.equal(config.port, 8000);
    assert.equal(config.dataDir, "./data");
    assert.equal(config.registration, "invite");
    assert.deepEqual(config.corsOrigins, []);
    assert.deepEqual(config.trustedProxies, []);
    assert.deepEqual(config.passwordCost, { memory: 19456, passes: 2, lanes: 1 });
    assert.equal(config.logFormat, "json");
    assert.equal(config.allowsInsecureHttp, false);
    assert.equal(config.timeZone, Temporal.Now.timeZoneId());
    assert.equal(secrets.signingKeys, undefined);
  }
});

Deno.test("lists may have spaces, and origins a slash at their end", () => {
  const { config } = read({
    CIRCLE_CORS_ORIGINS: " https://a.example.org/ ,http://localhost:5173, ",
    CIRCLE_TRUSTED_PROXIES:
      "10.0.0.1, ::FFFF:10.0.0.2 ,2001:DB8::0:1,172.16.0.0/12, FD00::0/8 ,::ffff:10.9.0.0/112",
    CIRCLE_PUBLIC_URL: "https://circle.example.org/",
  });
  assert.deepEqual(config.corsOrigins, ["https://a.example.org", "http://localhost:5173"]);
  assert.deepEqual(config.trustedProxies, [
    "10.0.0.1",
    "10.0.0.2",
    "2001:db8::1",
    "172.16.0.0/12",
    "fd00::/8",
    "10.9.0.0/16",
  ]);
  assert.equal(config.publicUrl, "https://circle.example.org");
});

function read(settings: Readonly<Record<string, string | undefined>>) {
  return readConfig((name) => settings[name], false);
}
