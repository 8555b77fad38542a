import assert from "node:assert/strict";
import { createTestClient } from "../../support/circle.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { Visitor } from "../../support/visitor.ts";

testOnSqlite("pages: who is signed in stays so at another port of the same host", async () => {
  await using folder = await makeTempFolder();
  const start = () =>
    startServerProcess(folder.path, {}, { module: "tests/support/cheap_server.ts" });
  const { email, cookie } = await (async () => {
    await using old = await start();
    const anna = await createTestClient(old.url).join();
    const visitor = new Visitor(old.url);
    await visitor.open("/sign-in");
    await visitor.send("/sign-in", { email: anna.email, password: anna.password });
    return { ...anna, cookie: visitor.cookie };
  })();
  await using moved = await start();
  const visitor = new Visitor(moved.url);
  visitor.cookie = cookie;
  assert.match((await visitor.open("/account")).text, new RegExp(email));
  visitor.cookie = undefined;
  const { text } = await visitor.open("/account");
  assert.ok(!text.includes(email), "without the cookie nobody is");
});
