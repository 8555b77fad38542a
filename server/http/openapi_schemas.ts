import type { Schema } from "../../shared/schema.ts";

/** Turns a schema into the form in which it is used: inline, or a reference. */
export type Refer = (schema: Schema) => Schema;

/** Puts every schema that has a title into `schemas`, and leaves a reference where it stood. */
export function createRefer(schemas: Record<string, Schema>): Refer {
  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    return typeof value === "object" && value !== null ? refer(value as Schema) : value;
  }
  function refer(schema: Schema): Schema {
    const inner = Object.fromEntries(
      Object.entries(toPortable(schema)).map(([key, of]) => [key, walk(of)]),
    );
    if (typeof schema.title !== "string") return inner;
    schemas[schema.title] = inner;
    return { $ref: `#/components/schemas/${schema.title}` };
  }
  return refer;
}

/**
 * Leaves out what other programs misread. Client generators take a field with a `default` for a
 * required one, so the description has the default instead. A pattern with Unicode properties is an
 * error, or means something else, in most languages.
 */
function toPortable(schema: Schema): Schema {
  const { default: usual, pattern, ...rest } = schema;
  const isUnknown = typeof pattern === "string" && /\\[pPu]/.test(pattern);
  const portable = isUnknown || pattern === undefined ? rest : { ...rest, pattern };
  if (usual === undefined) return portable;
  const sentence = `The default is ${usual}.`;
  const { description } = schema;
  return { ...portable, description: description ? `${description} ${sentence}` : sentence };
}

/** JSON of a schema, with an example. */
export function describeJson(schema: Schema, refer: Refer): Schema {
  return { schema: refer(schema), example: exampleOf(schema) };
}

/** A value of a schema, made of the examples of its parts. */
export function exampleOf(schema: Schema): unknown {
  if ("const" in schema) return schema.const;
  const { anyOf, items, properties = {} } = schema as {
    readonly anyOf?: readonly Schema[];
    readonly items?: Schema;
    readonly properties?: Readonly<Record<string, Schema>>;
  };
  const [example] = (schema.examples ?? schema.enum ?? []) as readonly unknown[];
  if (example !== undefined) return example;
  if (anyOf?.[0]) return exampleOf(anyOf[0]);
  switch ([schema.type].flat()[0]) {
    case "array":
      return items ? [exampleOf(items)] : [];
    case "object":
      return Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, exampleOf(property)]),
      );
    case "integer":
      return schema.default ?? schema.minimum ?? 1;
    case "boolean":
      return schema.default ?? false;
    default:
      return "text".padEnd(Number(schema.minLength ?? 0), "-");
  }
}
