import type { Person } from "../../shared/contract/people.ts";
import type { View } from "../terminal/output.ts";
import type { Table } from "../terminal/table.ts";
import { formatTypedDate } from "./dates.ts";

/** Lists people with their dates and how to reach them. */
export function viewPeople(people: readonly Person[]): Table {
  return {
    columns: ["NAME", "BORN", "PHONE", "EMAIL", "ID"],
    spare: "ID", // commands also take the name
    whole: ["BORN"],
    wrapped: ["NAME", "PHONE", "EMAIL"],
    rows: people.map((person) => [
      person.name,
      describeLife(person),
      person.phone ?? "",
      person.email ?? "",
      person.id,
    ]),
  };
}

/** The birthday of a living person, or the years of a deceased one: `1941–2019`. */
function describeLife({ birthday, deceased, died }: Person): string {
  if (!deceased) return formatTypedDate(birthday);
  const [born, dead] = [birthday, died].map((date) => /^\d{4}/.exec(date ?? "")?.[0]);
  if (dead === undefined) return "†";
  return born === undefined ? `†${dead}` : `${born}–${dead}`;
}

/** Shows everything that is known of a person. */
export function viewPerson(person: Person): View {
  const facts = {
    "Name": person.name,
    "Family name": person.family_name,
    "Born": formatTypedDate(person.birthday),
    "Died": person.deceased ? formatTypedDate(person.died) || "yes" : "",
    "Phone": person.phone,
    "Email": person.email,
    "Address": person.address?.replaceAll("\n", ", "),
    "Note": person.note,
    "Account": person.account_id === null ? "" : "yes",
    "Id": person.id,
  };
  const known = Object.entries(facts).map(([name, text]) => [name, text ?? ""] as const)
    .filter(([, text]) => text !== "");
  return { facts: { ...Object.fromEntries(known), Changed: { time: person.updated_at } } };
}
