import type { ObjectSchema } from "../../shared/schema.ts";
import { Problem } from "./problem.ts";

/** The query of a URL as an object to be checked, with the numbers and booleans of its schema. */
export function readQuery(url: string, schema: ObjectSchema): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null);
  if (!url.includes("?")) return query; // most have none
  for (const [name, text] of new URL(url).searchParams) {
    if (name in query) {
      throw new Problem("malformed_request", { detail: "A query parameter is repeated." });
    }
    const type = Object.hasOwn(schema.properties, name) && schema.properties[name]?.type;
    query[name] = readValue(text, type);
  }
  return query;
}

function readValue(text: string, type: unknown): string | number | boolean {
  if (type === "integer" && /^\d{1,9}$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}
