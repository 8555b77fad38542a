import assert from "node:assert/strict";
import { type Cluster, testOnClusters } from "../../support/clusters.ts";
import type { Joined } from "../../support/circle.ts";
import { findRefusal } from "../../support/refusal.ts";

/** One of three devices that a person is logged in on. */
interface Device {
  readonly token: string;
  readonly refreshToken: string;
}

/** Ways to end sessions, done on the first of three devices, and which of the three stay open. */
interface Ending {
  readonly name: string;
  readonly end: (anna: Joined, devices: readonly Device[]) => Promise<unknown>;
  readonly goOn: readonly [boolean, boolean, boolean];
}

const NEW_PASSWORD = "a garden full of boats";

const ENDINGS: readonly Ending[] = [
  { name: "logout", end: ({ client }) => client.logout({}), goOn: [false, true, true] },
  {
    name: "logout of the others",
    end: ({ client }) => client.logout({ query: { scope: "others" } }),
    goOn: [true, false, false],
  },
  {
    name: "logout everywhere",
    end: ({ client }) => client.logout({ query: { scope: "all" } }),
    goOn: [false, false, false],
  },
  {
    name: "the end of another session",
    end: async ({ client }) => {
      const [newest] = await client.listSessions({});
      await client.endSession({ params: { session_id: newest!.id } });
    },
    goOn: [true, true, false],
  },
  {
    name: "a change of the password",
    end: ({ client, password }) =>
      client.changePassword({ body: { current_password: password, new_password: NEW_PASSWORD } }),
    goOn: [true, false, false],
  },
  {
    name: "the deletion of the account",
    end: ({ client, password }) => client.deleteProfile({ body: { password } }),
    goOn: [false, false, false],
  },
];

testOnClusters("ended sessions are refused from the next request on", async (cluster, test) => {
  for (const { name, end, goOn } of ENDINGS) {
    await test.step(name, async () => {
      const anna = await cluster.first.join();
      const devices = [anna, await logIn(cluster, anna), await logIn(cluster, anna)];
      await useAll(cluster, devices);
      await end(anna, devices);
      for (const [index, device] of devices.entries()) {
        const refusals = await useAll(cluster, [device]);
        const expected = goOn[index] ? undefined : "invalid_token";
        assert.deepEqual(refusals, Array(3).fill(expected), `device ${index}`);
      }
    });
  }
});

async function logIn({ second }: Cluster, { email, password }: Joined): Promise<Device> {
  const reply = await second.client().login({ body: { email, password } });
  return { token: reply.access_token, refreshToken: reply.refresh_token };
}

/** What devices are refused with when they use their tokens: each access token at both servers. */
async function useAll({ first, second }: Cluster, devices: readonly Device[]) {
  const refusals = [];
  for (const { token, refreshToken } of devices) {
    refusals.push(await findRefusal(second.client(token).getProfile({})));
    refusals.push(await findRefusal(first.client(token).listFamilies({})));
    refusals.push(
      await findRefusal(second.client().refresh({ body: { refresh_token: refreshToken } })),
    );
  }
  return refusals.map((refusal) => refusal?.code);
}
