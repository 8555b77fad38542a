import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { findPasswordFault, type PasswordOwner } from "./password_rules.ts";

/** A password that somebody wants to have. */
export interface WantedPassword {
  readonly password: string;
  readonly owner: PasswordOwner;
  /** The field of the request that it stands in. */
  readonly field: string;
}

/** The hash of a new password; refused where the password is not good enough. */
export async function hashNewPassword(
  { passwords }: Services,
  { password, owner, field }: WantedPassword,
): Promise<string> {
  const fault = await findPasswordFault(password, owner);
  if (fault) throw new Problem("invalid_fields", { errors: [{ field, ...fault }] });
  return await passwords.hash(password);
}
