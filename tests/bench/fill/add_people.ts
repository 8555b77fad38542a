import type { DatabaseSync } from "node:sqlite";

/** Adds people without accounts to a family, with every field filled. */
export function addPeople(database: DatabaseSync, familyId: string, count: number): void {
  const at = new Date().toISOString();
  const insert = database.prepare(`
    insert into people (id, family_id, name, name_key, family_name, birth_year, birth_month,
      birth_day, deceased, phone, email, address, note, created_at, updated_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  for (let index = 0; index < count; index++) {
    const name = `Elisabeth ${index} Bergmann`;
    const birth = [1930 + index % 90, 1 + index % 12, 1 + index % 28];
    const contact = ["+49 30 123456", `person${index}@example.org`, "Am Bach 3\n10115 Berlin"];
    insert.run(
      ...[crypto.randomUUID(), familyId, name, name.toLowerCase(), "Bergmann", ...birth, 0],
      ...[...contact, "Likes dahlias", at, at],
    );
  }
}
