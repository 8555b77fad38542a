import type { Validator } from "typebox/schema";
import type { ObjectSchema, Schema } from "../../shared/schema.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import { Problem } from "./problem.ts";

/** Returns all errors of a value against a schema. */
type FieldCheck = (value: unknown) => Promise<FieldError[]>;

/** The check of a query or a body; compiled on its first use, to keep the start fast. */
export function createFieldCheck(schema: ObjectSchema): FieldCheck {
  let validator: Validator | undefined;
  return async (value) => {
    validator ??= (await import("typebox/schema")).Compile(schema);
    if (validator.Check(value)) return [];
    const [, errors] = validator.Errors(value);
    const described = errors.flatMap((error) => describeError(error, schema));
    // `typebox` reports only the first of very many errors; all may be of unknown fields.
    return described.length > 0 ? described : [describeUnknownField(schema)];
  };
}

/** Throws `invalid_fields` if there are errors, with all of them. */
export function refuseErrors(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new Problem("invalid_fields", { errors: firstPerField(errors) });
}

/** As `typebox` reports one failed keyword. */
interface KeywordError {
  readonly keyword: string;
  /** JSON Pointer to the refused value (RFC 6901). */
  readonly instancePath: string;
  readonly params: object;
}

/** Describes an error without repeating input. */
function describeError(
  { keyword, instancePath, params }: KeywordError,
  schema: ObjectSchema,
): FieldError[] {
  if (instancePath === "") return describeWholeError(keyword, params, schema);
  const found = findField(instancePath.slice(1).split("/"), schema);
  // An unknown field has no schema; it is reported once, for the object.
  return found ? [{ field: found.field, ...describeKeyword(keyword, params, found.schema) }] : [];
}

/** The field of a path, with its schema; in lists of objects it is named like `photos.0.caption`. */
function findField(
  [name = "", ...rest]: readonly string[],
  { properties }: ObjectSchema,
): { readonly field: string; readonly schema: Schema } | undefined {
  const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const [at, ...inner] = rest;
  const items = schema?.items as Schema | undefined;
  if (at === undefined || inner.length === 0 || items?.type !== "object") {
    return schema && { field: name, schema };
  }
  const found = findField(inner, items as ObjectSchema);
  return found && { ...found, field: `${name}.${at}.${found.field}` };
}

function describeWholeError(keyword: string, params: object, schema: ObjectSchema): FieldError[] {
  if (keyword === "required" && "requiredProperties" in params) {
    return (params.requiredProperties as string[])
      .map((field) => ({ field, code: "required", message: "This is needed." }));
  }
  if (keyword === "additionalProperties") {
    return [describeUnknownField(schema)];
  }
  return [{ field: "", code: "wrong_type", message: "This must be an object with named fields." }];
}

function describeUnknownField({ properties }: ObjectSchema): FieldError {
  const known = Object.keys(properties).join(", ") || "none";
  return {
    field: "",
    code: "unknown_field",
    message: `Unknown field. The fields are: ${known}.`,
  };
}

function describeKeyword(
  keyword: string,
  params: object,
  schema: Schema,
): Omit<FieldError, "field"> {
  const limit = "limit" in params ? Number(params.limit) : 0;
  const sentence = String(schema.description ?? "This does not have the form that is needed.");
  switch (keyword) {
    case "minLength":
      return limit <= 1
        ? { code: "required", message: "This must not be empty." }
        : { code: "too_short", message: `This must have at least ${limit} characters.` };
    case "maxLength":
      return { code: "too_long", message: `This may have at most ${limit} characters.` };
    case "minimum":
      return { code: "too_small", message: `This must be at least ${limit}.` };
    case "maximum":
      return { code: "too_large", message: `This may be at most ${limit}.` };
    case "type":
      return { code: "wrong_type", message: `This must be ${describeType(schema)}.` };
    default:
      return { code: "invalid", message: sentence };
  }
}

function describeType({ type }: Schema): string {
  const names: Record<string, string> = {
    string: "text",
    integer: "a whole number",
    boolean: "true or false",
  };
  return [type].flat().map((name) => names[String(name)] ?? String(name)).join(" or ");
}

/** Keeps the first error of each field: an empty name is not also too short. */
function firstPerField(errors: readonly FieldError[]): FieldError[] {
  return errors.filter(({ field }, index) =>
    errors.findIndex((other) => other.field === field) === index
  );
}
