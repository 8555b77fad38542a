import assert from "node:assert/strict";
import type { Joined, TestClient } from "./circle.ts";
import { pause } from "./pause.ts";
import { waitFor } from "./wait_for.ts";

/** Members who write one post after another, each again until they are told that it is saved. */
export interface SteadyWriters {
  /** Waits until each of them has had a post saved that was written from now on. */
  readonly goOn: () => Promise<void>;
  /** Milliseconds in which nobody was told that a post is saved, at most, since this was last asked. */
  readonly takeLongestGap: () => number;
  readonly stop: () => Promise<WriterReport>;
}

/** What they were told. */
interface WriterReport {
  /** Texts of the posts that are saved. */
  readonly saved: readonly string[];
  /** The statuses of all answers. */
  readonly statuses: ReadonlySet<number>;
}

/** Writers at each server. */
const WRITERS = 3;

/** Accounts of a writer, by turns: a member may write 200 posts in a day. */
const ACCOUNTS = 8;

/** Milliseconds between two posts of a writer. */
const INTERVAL = 250;

/** Starts writers at some servers. */
export async function startSteadyWriters(servers: readonly TestClient[]): Promise<SteadyWriters> {
  const saved: string[] = [];
  const statuses = new Set<number>();
  let isRunning = true;
  let lastSavedAt = performance.now();
  let longestGap = 0;

  /** The same `once` makes it one post, however often it is sent. */
  const write = async (server: TestClient, { family, token }: Joined, text: string) => {
    const body = { text, once: crypto.randomUUID() };
    while (isRunning) {
      const { status } = await server.call("POST", `/families/${family}/posts`, { token, body });
      statuses.add(status);
      if (status === 200 || status === 201) {
        saved.push(text);
        longestGap = Math.max(longestGap, performance.now() - lastSavedAt);
        lastSavedAt = performance.now();
        return;
      }
      await pause(INTERVAL);
    }
  };

  const counts: number[] = [];
  const startWriter = (server: TestClient, accounts: readonly Joined[]) => {
    const number = counts.push(0) - 1;
    const work = async () => {
      while (isRunning) {
        const count = counts[number]!++;
        await write(server, accounts[count % accounts.length]!, `${number}, ${count}`);
        await pause(INTERVAL);
      }
    };
    const working = work();
    working.catch(() => {}); // `stop` tells of it
    return working;
  };

  const places = servers.flatMap((server) => Array.from({ length: WRITERS }, () => server));
  const working: Promise<void>[] = [];
  for (const server of places) {
    const accounts = Array.from({ length: ACCOUNTS }, () => server.join());
    working.push(startWriter(server, await Promise.all(accounts)));
  }
  return {
    goOn: async () => {
      const before = counts.map((count) => count + 1); // one may have been written earlier
      const isPast = () => counts.every((count, index) => count > before[index]!) || undefined;
      await waitFor("posts of all writers", isPast);
    },
    takeLongestGap: () => {
      const gap = Math.max(longestGap, performance.now() - lastSavedAt);
      longestGap = 0;
      return gap;
    },
    stop: async () => {
      isRunning = false;
      await Promise.all(working);
      assert.ok(saved.length > 0);
      return { saved, statuses };
    },
  };
}
