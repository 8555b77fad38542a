import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { revokeOpenCodes } from "./password_resets.ts";

/** Cancels the reset codes of the caller's account: its person still knows the password. */
export async function keepPassword(
  { transaction }: Deps,
  { caller: { accountId }, log }: CheckedRequest<"keepPassword">,
): Promise<undefined> {
  const cancelled = await transaction((tx) => revokeOpenCodes(tx, accountId));
  if (cancelled > 0) log.warn("reset code cancelled", { account_id: accountId });
}
