import type { Static } from "typebox";
import type { Schema } from "./schema.ts";

/**
 * Whether a value has the required properties of a JSON Schema, and each property its type. The
 * server checks the other keywords. Unknown properties, from a newer version, are accepted.
 */
export function matches<const S extends Schema>(value: unknown, schema: S): value is Static<S> {
  const { type, anyOf, items = {}, properties = {}, required = [] }: Shape = schema;
  if (anyOf) return anyOf.some((choice) => matches(value, choice));
  if (type === undefined) return true;
  if (![type].flat().includes(typeOf(value))) return false;
  if (Array.isArray(value)) return value.every((item) => matches(item, items));
  if (!isObject(value)) return true;
  return Object.entries(properties).every(([name, property]) =>
    Object.hasOwn(value, name) ? matches(value[name], property) : !required.includes(name)
  );
}

/** The keywords that are checked. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The JSON Schema type of a value. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
