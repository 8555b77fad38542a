import { DatabaseSync } from "node:sqlite";
import { hashSecret, newSecret } from "../../server/auth/secrets.ts";
import { SYSTEM } from "../../server/config/system.ts";
import { addPeople } from "./fill/add_people.ts";
import type { FilledCircle } from "./filled_circle.ts";
import { writeRequests } from "./load/requests.ts";
import type { Started } from "./started.ts";

/** Gives every family so many people, and a feed; returns the secrets of the feeds. */
export function addFeeds({ dataDir, callers }: FilledCircle, people: number): string[] {
  using database = new DatabaseSync(`${dataDir}/circle.db`);
  const founders = new Map(callers.map(({ familyId, accountId }) => [familyId, accountId]));
  database.exec("BEGIN");
  const insert = database.prepare(
    "insert into feeds (id, family_id, account_id, hash, name, created_at) values (?, ?, ?, ?, ?, ?)",
  );
  const secrets = [...founders].map(([familyId, accountId]) => {
    addPeople(database, familyId, people);
    const secret = `circle_feed_${newSecret(SYSTEM)}`;
    insert.run(
      ...[crypto.randomUUID(), familyId, accountId, hashSecret(secret), "phone"],
      new Date().toISOString(),
    );
    return secret;
  });
  database.exec("COMMIT");
  return secrets;
}

/** Requests for whole feeds, and for those that the client has already. */
export async function planFeeds(started: Started, url: string, secrets: readonly string[]) {
  const paths = secrets.map((secret) => `/feeds/${secret}.ics`);
  const known = [];
  for (const path of paths) {
    const response = await fetch(url + path);
    await response.body?.cancel();
    known.push({ path, ifNoneMatch: response.headers.get("etag")! });
  }
  return {
    whole: await writeRequests(started, paths.map((path) => ({ path }))),
    unchanged: await writeRequests(started, known),
  };
}
