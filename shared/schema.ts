/** A JSON Schema literal, draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** A JSON Schema of an object that names all its properties. */
export interface ObjectSchema extends Schema {
  readonly type: "object";
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The schema of a JSON reply, which is an object or an array. */
export interface ReplySchema extends Schema {
  readonly type: "object" | "array";
}
