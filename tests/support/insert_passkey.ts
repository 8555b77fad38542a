import type { Circle } from "./circle.ts";

/** Puts a passkey into the database, which a circle at an IP address cannot be given. */
export async function insertPasskey({ db }: Circle, account_id: string): Promise<string> {
  const id = crypto.randomUUID();
  await db.insertInto("passkeys").values({
    id,
    account_id,
    credential_id: id,
    public_key: "AAAA",
    counter: 0,
    transports: "",
    backed_up: 0,
    name: "of no matter",
    rp_id: "circle.example.org",
    created_at: new Date().toISOString(),
    last_used_at: null,
    added_in: crypto.randomUUID(), // so that every session has the notice
    added_by: "Version/18.5 (iPhone) Safari/604.1",
  }).execute();
  return id;
}
