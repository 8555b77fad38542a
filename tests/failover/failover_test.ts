import assert from "node:assert/strict";
import { CAN_FAIL_OVER, MACHINES, startFailoverCluster } from "../support/failover_cluster.ts";
import { startSteadyWriters } from "../support/steady_writers.ts";
import { pause } from "../support/pause.ts";
import { startServerProcess } from "../support/server_process.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { runSql } from "../support/test_database.ts";
import { waitFor } from "../support/wait_for.ts";

/** Milliseconds after which writes go on. */
const LONGEST_GAP = 30_000;

Deno.test({
  name: "PostgreSQL fails over under load: writes go on, none is lost, none is there twice",
  ignore: !CAN_FAIL_OVER,
  fn: async (test) => {
    await using folder = await makeTempFolder();
    await using cluster = await startFailoverCluster();
    await using running = new AsyncDisposableStack();
    const settings = {
      CIRCLE_DATABASE_URL: cluster.url,
      CIRCLE_SIGNING_KEYS: `test:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}`,
      CIRCLE_PHOTOS_DIR: `${folder.path}/photos`,
      CIRCLE_PUBLIC_URL: "https://circle.example.org",
    };
    const module = "tests/support/cheap_server.ts";
    const servers = [];
    for (let count = 0; count < 2; count++) {
      servers.push(running.use(await startServerProcess(folder.path, settings, { module })));
    }
    const writers = await startSteadyWriters(servers);

    /** Writes go on within a time of whatever happens. */
    const step = (name: string, act: () => Promise<void>) =>
      test.step(name, async () => {
        await act();
        const gap = writers.takeLongestGap();
        assert.ok(gap < LONGEST_GAP, `no write was answered for ${gap} ms`);
      });

    const freezePrimary = async (milliseconds: number) => {
      const primary = await cluster.waitUntilSynchronous();
      cluster.freeze(primary);
      await pause(milliseconds);
      cluster.thaw(primary);
      await writers.goOn();
      return primary;
    };

    await step("the primary dies", async () => {
      const primary = await cluster.waitUntilSynchronous();
      await cluster.kill(primary);
      await writers.goOn();
      cluster.start(primary);
      assert.notEqual(await cluster.waitUntilSynchronous(), primary);
    });
    await step("the primary is changed on purpose", async () => {
      const primary = await cluster.waitUntilSynchronous();
      await cluster.switchOver();
      await writers.goOn();
      assert.notEqual(await cluster.waitUntilSynchronous(), primary);
    });
    await step("the network of the primary pauses for a moment", async () => {
      await freezePrimary(8_000);
    });
    await step("the network of the primary pauses until the standby takes over", async () => {
      const primary = await freezePrimary(40_000);
      assert.notEqual(await cluster.waitUntilSynchronous(), primary);
    });
    await step("the standby dies", async () => {
      const primary = await cluster.waitUntilSynchronous();
      const standby = primary === "db1" ? "db2" : "db1";
      await cluster.kill(standby);
      await writers.goOn();
      const says = /^PostgreSQL has no synchronous standby\n$/;
      await waitFor(
        "the mail of cron",
        async () => says.test(await cluster.readAlarm()) || undefined,
      );
      cluster.start(standby);
      assert.equal(await cluster.waitUntilSynchronous(), primary);
      await waitFor("no more mail", async () => await cluster.readAlarm() === "" || undefined);
    });
    await step("all machines lose their power", async () => {
      await cluster.waitUntilSynchronous();
      await Promise.all(MACHINES.map(cluster.kill));
      for (const machine of MACHINES) cluster.start(machine);
      await writers.goOn();
      await cluster.waitUntilSynchronous();
    });

    const { saved, statuses } = await writers.stop();
    assert.deepEqual([...statuses].filter((status) => ![200, 201, 503].includes(status)), []);
    const rows = await runSql(cluster.url, "select text from posts");
    const kept = rows.map(({ text }) => text!);
    assert.equal(new Set(kept).size, kept.length, "some posts are there twice");
    assert.deepEqual(saved.filter((text) => !kept.includes(text)), [], "lost posts");
  },
});
