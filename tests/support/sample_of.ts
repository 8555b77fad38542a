import type { Endpoint } from "../../shared/endpoint.ts";
import type { Schema } from "../../shared/schema.ts";

/** A value that fits a schema: its first example, or the least that it allows. */
export function sampleOf(schema: Schema): unknown {
  if ("const" in schema) return schema.const;
  const [sample] = (schema.examples ?? schema.enum ?? []) as unknown[]; // JSON Schema says: lists
  if (sample !== undefined) return sample;
  switch ([schema.type].flat()[0]) {
    case "string":
      return "a".repeat(Number(schema.minLength ?? 1));
    case "integer":
      return Number(schema.minimum ?? 1);
    case "boolean":
      return false;
    case "array":
      return [];
    default:
      return sampleOfEach((schema.properties ?? {}) as Record<string, Schema>);
  }
}

function sampleOfEach(properties: Readonly<Record<string, Schema>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, sampleOf(schema)]),
  );
}

/** The path of an endpoint with ids in it: those that are given by name, else ones of nobody. */
export function pathOf(
  { path }: Endpoint,
  ids: Readonly<Record<string, string>> = {},
): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? crypto.randomUUID());
}
