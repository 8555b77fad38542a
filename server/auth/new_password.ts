import { NewPassword } from "../../shared/contract/fields.ts";
import type { ObjectSchema } from "../../shared/schema.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { findPasswordFault, type PasswordOwner } from "./password_rules.ts";

/**
 * Errors of the new passwords in a body, as far as the body alone tells. They are reported together
 * with the errors of other fields.
 */
export async function listPasswordErrors(
  schema: ObjectSchema,
  body: unknown,
): Promise<FieldError[]> {
  const fields = Object(body) as Readonly<Record<string, unknown>>; // what is no object has none
  const read = (field: string) => typeof fields[field] === "string" ? fields[field] : "";
  const owner = { email: read("email"), name: read("name") };
  const errors: FieldError[] = [];
  for (const [field, fieldSchema] of Object.entries(schema.properties)) {
    if (fieldSchema !== NewPassword) continue;
    const fault = await findPasswordFault(read(field), owner);
    if (fault) errors.push({ field, ...fault });
  }
  return errors;
}

/** A new password of an account. */
interface WantedPassword {
  readonly password: string;
  readonly owner: PasswordOwner;
  /** The field of the request that holds it. */
  readonly field: string;
}

/** The hash of a new password of an account; refused where it is not good enough for its owner. */
export async function hashNewPassword(
  { passwords }: AuthDeps,
  { password, owner, field }: WantedPassword,
): Promise<string> {
  const fault = await findPasswordFault(password, owner);
  if (fault) throw new Problem("invalid_fields", { errors: [{ field, ...fault }] });
  return await passwords.hash(password);
}
