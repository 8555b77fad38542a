import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { findPasswordFault, type PasswordOwner } from "./password_rules.ts";

/** A new password of an account. */
interface WantedPassword {
  readonly password: string;
  readonly owner: PasswordOwner;
  /** The field of the request that holds it. */
  readonly field: string;
}

/** The hash of a new password of an account; refused where it is not good enough for its owner. */
export async function hashNewPassword(
  { passwordHasher }: AuthDeps,
  { password, owner, field }: WantedPassword,
): Promise<string> {
  const fault = await findPasswordFault(password, owner);
  if (fault) throw new Problem("invalid_fields", { errors: [{ field, ...fault }] });
  return await passwordHasher.hash(password);
}
