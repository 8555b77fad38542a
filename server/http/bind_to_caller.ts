import type { Transaction } from "kysely";
import type { Endpoint } from "../../shared/endpoint.ts";
import type { Tables } from "../database/tables.ts";
import type { Deps } from "./deps.ts";
import type { Caller } from "./handler.ts";
import type { Routes } from "./routes.ts";

/** Who calls an endpoint, and what else has to hold for the call to change anything. */
interface Binding {
  /** `undefined` where the endpoint is for anyone. */
  readonly caller: Caller | undefined;
  /** Runs first in the first transaction of the call. */
  readonly atBegin?: (tx: Transaction<Tables>) => Promise<void>;
}

/**
 * Dependencies whose transactions begin by checking the caller again. A body may take its time to
 * arrive and a password to be hashed: a caller who was logged out meanwhile changes nothing.
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

/** Whether an endpoint ends access or deletes, which has to work on a full disk too. */
function isUrgent({ method, path }: Endpoint): boolean {
  return method === "DELETE" || /\/(logout|delete)$/.test(path);
}
