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

/** Hashes a new password of an account; throws a `Problem` for one that breaks the rules. */
export async function hashNewPassword(
  { passwordHasher }: AuthDeps,
  { password, owner, field }: WantedPassword,
): Promise<string> {
  const fault = await findPasswordFault(password, owner);
  if (fault) throw new Problem("invalid_fields", { errors: [{ field, ...fault }] });
  return await passwordHasher.hash(password);
}
