import { isPaged } from "../../../shared/endpoint.ts";
import assert from "node:assert/strict";
import { CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode } from "kysely";
import type { Db } from "../../../server/database/database.ts";
import { HANDLERS } from "../../../server/server.ts";
import type { AuthDeps } from "../../../server/auth/deps.ts";
import { type EndpointName, listEndpoints } from "../../../shared/contract/mod.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { addManyMembers } from "../../support/many_members.ts";
import { depsOf } from "../../support/deps_of.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const CROWD = 10_000;

Deno.test("a family of ten thousand is listed completely, each member once", async () => {
  await using circle = await startCircle();
  const { family, client, id } = await circle.join();
  const ids = [id, ...await addManyMembers(circle.db, family, CROWD)];
  const listed = await client.listMembers({ params: { family_id: family }, query: { limit: 500 } });
  assert.equal(listed.length, CROWD + 1);
  assert.deepEqual(new Set(listed.map((member) => member.id)), new Set(ids));
});

const pagedEndpoints = listEndpoints().filter(([, endpoint]) => isPaged(endpoint))
  .map(([name]) => name);

for (const name of pagedEndpoints) {
  testOnSqlite(`${name} finds each page by an index, and sorts no more than the page`, async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    for (const query of [{}, { limit: 10, cursor: cursorFor(name, anna) }]) {
      const plans = await explainList(circle, anna, { name, query });
      assert.ok(plans.length > 0);
      for (const plan of plans) {
        assert.doesNotMatch(plan, /SCAN/);
        // A person's own families are few; of everything else there may be thousands.
        if (name !== "listFamilies") assert.doesNotMatch(plan, /TEMP B-TREE/);
      }
    }
  });
}

testOnSqlite("how much is new is counted without reading what is old", async () => {
  await using circle = await startCircle();
  const plans = await explainList(circle, await circle.join(), { name: "getSeen", query: {} });
  assert.match(
    plans.join("\n"),
    /COVERING INDEX posts_by_telling \(family_id=\? AND created_at>\?\)/,
  );
  assert.doesNotMatch(plans.join("\n"), /SCAN|TEMP B-TREE/);
});

interface AskedList {
  readonly name: EndpointName;
  readonly query: object;
}

/** How SQLite goes about each query of a list. */
async function explainList(
  circle: Circle,
  { id, family }: Joined,
  { name, query }: AskedList,
): Promise<string[]> {
  const nodes: RootOperationNode[] = [];
  const recorder: KyselyPlugin = {
    transformQuery: ({ node }) => {
      nodes.push(node);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const { db } = circle;
  const deps = { ...depsOf(circle), db: db.withPlugin(recorder) };
  const list = HANDLERS[name] as (deps: AuthDeps, request: object) => Promise<unknown>;
  const params = { family_id: family, post_id: await writePost(circle, { id, family }) };
  nodes.length = 0;
  await list(deps, { caller: { accountId: id }, params, query });
  return await Promise.all(nodes.map((node) => explain(db, node)));
}

/** A post for the lists of what stands under one. */
async function writePost(
  { db }: Circle,
  { id: author_id, family: family_id }: Pick<Joined, "id" | "family">,
): Promise<string> {
  const id = crypto.randomUUID();
  const created_at = new Date().toISOString();
  const written = { id, family_id, author_id, author_name: "", text: "", created_at };
  await db.insertInto("posts").values({ ...written, happened_key: created_at.slice(0, 10) })
    .execute();
  return id;
}

async function explain(db: Db, node: RootOperationNode): Promise<string> {
  const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId());
  const { rows } = await db.executeQuery<{ detail: string }>(
    // A plan is made for all values.
    CompiledQuery.raw(`EXPLAIN QUERY PLAN ${sql}`, parameters.map(() => null)),
  );
  return rows.map(({ detail }) => detail).join("\n");
}

/** A cursor into the middle of a list: the last key of the page before. */
function cursorFor(name: EndpointName, { id }: Joined): string {
  const isByName = /Members|Families|People/.test(name);
  const key = JSON.stringify(isByName ? ["m", id] : [id]);
  return new TextEncoder().encode(key).toBase64({ alphabet: "base64url", omitPadding: true });
}
