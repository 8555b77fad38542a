import { Problem } from "../http/problem.ts";

/** Pictures that are taken at once: they share the thread that answers everybody. */
export const MAX_UPLOADS = 24;

/** Pictures of one account that are taken at once, if as many slots are left for others. */
const MAX_UPLOADS_OF_ACCOUNT = 12;

/** Seconds after which one that was refused may be sent again. */
const RETRY_AFTER = 2;

/** Takes a slot for a picture of an account, until it is disposed. */
export type TakeUploadSlot = (accountId: string) => Disposable;

/** Creates the slots of a server. One more picture is refused before it has come. */
export function createUploadSlots(): TakeUploadSlot {
  let taken = 0;
  const ofAccounts = new Map<string, number>();
  return (accountId) => {
    const own = ofAccounts.get(accountId) ?? 0;
    if (own >= Math.min(MAX_UPLOADS_OF_ACCOUNT, MAX_UPLOADS - taken)) {
      throw new Problem("photos_busy", { retryAfter: RETRY_AFTER });
    }
    taken++;
    ofAccounts.set(accountId, own + 1);
    return {
      [Symbol.dispose]: () => {
        taken--;
        const left = ofAccounts.get(accountId)! - 1;
        if (left > 0) ofAccounts.set(accountId, left);
        else ofAccounts.delete(accountId);
      },
    };
  };
}
