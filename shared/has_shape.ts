import type { Schema } from "./endpoint.ts";

/**
 * Whether a value has the fields of a schema, and they the right types. The rest of the schema is
 * the server's to hold; what a newer server adds is no fault.
 */
export function hasShape<T>(value: unknown, schema: Schema): value is T {
  const { type, anyOf, items = {}, properties = {}, required = [] } = schema as Shape; // JSON Schema says so
  if (anyOf) return anyOf.some((choice) => hasShape(value, choice));
  if (type === undefined) return true;
  if (![type].flat().includes(typeOf(value))) return false;
  if (Array.isArray(value)) return value.every((item) => hasShape(item, items));
  if (!isObject(value)) return true;
  return Object.entries(properties).every(([name, property]) =>
    Object.hasOwn(value, name) ? hasShape(value[name], property) : !required.includes(name)
  );
}

/** The keywords that say of what shape a value is. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The name that JSON Schema has for the type of a value. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
