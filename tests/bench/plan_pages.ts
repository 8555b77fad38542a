import { DatabaseSync } from "node:sqlite";
import { hashSecret, newSecret } from "../../server/auth/secrets.ts";
import { SYSTEM } from "../../server/config/system.ts";
import type { FilledCircle } from "./filled_circle.ts";
import type { PlannedRequest } from "./load/requests.ts";
import { addPeople } from "./fill/add_people.ts";

/**
 * Gives every family of a SQLite database some people without an account, and every caller a
 * cookie. Returns requests for pages: the family's own, and that of its people.
 */
export function planPages(
  { dataDir, callers }: FilledCircle,
  people: number,
): Readonly<Record<"home" | "people", readonly PlannedRequest[]>> {
  using database = new DatabaseSync(`${dataDir}/circle.db`);
  database.exec("BEGIN");
  for (const familyId of new Set(callers.map(({ familyId }) => familyId))) {
    addPeople(database, familyId, people);
  }
  const insert = database.prepare("insert into web_sessions (hash, session_id) values (?, ?)");
  const home: PlannedRequest[] = [];
  const listed: PlannedRequest[] = [];
  for (const { familyId, sessionId } of callers) {
    const secret = newSecret(SYSTEM);
    insert.run(hashSecret(secret), sessionId);
    const cookie = `circle=${secret}`;
    home.push({ path: `/f/${familyId}`, cookie });
    listed.push({ path: `/f/${familyId}/people`, cookie });
  }
  database.exec("COMMIT");
  return { home, people: listed };
}
