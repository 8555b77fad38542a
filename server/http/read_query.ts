import type { ObjectSchema } from "../../shared/schema.ts";
import { Problem } from "./problem.ts";

/** The query of a URL as an object to be checked: numbers where the schema has numbers. */
export function readQuery(url: string, schema: ObjectSchema): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null);
  if (!url.includes("?")) return query; // most have none
  for (const [name, text] of new URL(url).searchParams) {
    if (name in query) {
      throw new Problem("malformed_request", { detail: "A query parameter stands there twice." });
    }
    const isNumber = Object.hasOwn(schema.properties, name) &&
      schema.properties[name]?.type === "integer";
    query[name] = isNumber && /^\d{1,9}$/.test(text) ? Number(text) : text;
  }
  return query;
}
