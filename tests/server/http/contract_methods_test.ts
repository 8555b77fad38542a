import assert from "node:assert/strict";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import type { Endpoint } from "../../../shared/endpoint.ts";
import type { Circle } from "../../support/circle.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { sendRaw } from "../../support/raw_connection.ts";
import { pathOf } from "../../support/sample_of.ts";
import { testEachEndpoint } from "../../support/test_each_endpoint.ts";

const any = () => true;
const isSafe = ({ method }: Endpoint) => method === "GET";

testEachEndpoint("other methods get 405 with Allow", any, async (walk) => {
  const { circle, anna, endpoint } = walk;
  const path = pathOf(endpoint);
  const allow = listAllowed(endpoint);
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "HEAD"]) {
    if (allow.includes(method)) continue;
    const { status, headers } = await circle.call(method, path, { token: anna.token });
    assert.equal(status, 405, method);
    assert.deepEqual(headers.get("allow")?.split(", "), allow);
  }
  for (const method of ["TRACE", "PURGE", "LOCK"]) {
    const answer = await sendRaw(circle.url, `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.equal(answer?.status, 405, method);
    assert.deepEqual(answer.headers.get("allow")?.split(", "), allow);
  }
});

testEachEndpoint("OPTIONS lists the methods", any, async ({ circle, endpoint }) => {
  const { status, headers } = await circle.call("OPTIONS", pathOf(endpoint));
  assert.equal(status, 204);
  assert.deepEqual(headers.get("allow")?.split(", "), listAllowed(endpoint));
});

testEachEndpoint("HEAD answers like GET, without the body", isSafe, async (walk) => {
  const path = pathOf(walk.endpoint, { family_id: walk.anna.family, account_id: walk.anna.id });
  for (const token of [undefined, walk.anna.token]) {
    const get = await walk.circle.call("GET", path, { token });
    const head = await walk.circle.call("HEAD", path, { token });
    assert.equal(head.status, get.status);
    assert.equal(head.headers.get("content-type"), get.headers.get("content-type"));
    assert.equal(head.headers.get("www-authenticate"), get.headers.get("www-authenticate"));
  }
});

testEachEndpoint(
  "GET, HEAD and OPTIONS change nothing",
  isSafe,
  async ({ circle, anna, endpoint }) => {
    const before = await dumpButExports(circle);
    const path = pathOf(endpoint, { family_id: anna.family, account_id: anna.id });
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      for (const token of [undefined, "not-a-token", anna.token]) {
        await circle.call(method, path, { token });
      }
    }
    assert.deepEqual(await dumpButExports(circle), before);
  },
);

/** All rows except log entries about exports, which are written on purpose. */
async function dumpButExports({ db }: Circle): Promise<Record<string, unknown[]>> {
  const { family_log, ...tables } = await dumpDatabase(db);
  const lines = family_log as { readonly event: string }[];
  return { ...tables, family_log: lines.filter(({ event }) => !event.endsWith("_exported")) };
}

/** Methods that the path of an endpoint answers to. */
function listAllowed({ path }: Endpoint): string[] {
  const methods = listEndpoints().map(([, endpoint]) => endpoint)
    .filter((endpoint) => endpoint.path === path).map(({ method }) => method);
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
}
