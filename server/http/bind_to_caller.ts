import type { Transaction } from "kysely";
import type { Endpoint } from "../../shared/endpoint.ts";
import type { Tables } from "../database/tables.ts";
import type { Deps } from "./deps.ts";
import type { Caller } from "./handler.ts";
import type { Routes } from "./routes.ts";

/** The caller of an endpoint, and a further condition of its changes. */
interface Binding {
  /** `undefined` if the endpoint is for anyone. */
  readonly caller: Caller | undefined;
  /** Runs first in the first transaction of the call. */
  readonly atBegin?: (tx: Transaction<Tables>) => Promise<void>;
}

/**
 * Dependencies whose transactions begin by checking the caller again. A body takes time to arrive,
 * and a password to be hashed: a caller who was logged out meanwhile changes nothing.
 */
export function bindToCaller<D extends Deps>(
  { deps, recheck }: Pick<Routes<D>, "deps" | "recheck">,
  endpoint: Endpoint,
  { caller, atBegin }: Binding,
): D {
  if (!caller && !atBegin) return deps;
  const run = isUrgent(endpoint) ? deps.urgentTransaction : deps.transaction;
  let begin = atBegin;
  return {
    ...deps,
    transaction: async (work) => {
      const result = await run(async (tx) => {
        if (caller) await recheck(tx, caller, endpoint);
        await begin?.(tx);
        return await work(tx);
      });
      begin = undefined;
      return result;
    },
  };
}

/** Whether an endpoint ends access or deletes, which must work on a full disk. */
function isUrgent({ method, path }: Endpoint): boolean {
  return method === "DELETE" || /\/(logout|delete)$/.test(path);
}
