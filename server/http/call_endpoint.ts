import type { Logger } from "@logtape/logtape";
import type { Transaction } from "kysely";
import type { ClientInput } from "../../shared/client.ts";
import { CONTRACT, type EndpointName, listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import type { Tables } from "../database/tables.ts";
import { bindToCaller } from "./bind_to_caller.ts";
import type { Deps } from "./deps.ts";
import type { Caller, RequestSource, Result } from "./handler.ts";
import { createInputChecks } from "./input_checks.ts";
import { Problem } from "./problem.ts";
import { createRefusalLog } from "./refusal_log.ts";
import { assertCallable, type LooseHandler, type Routes } from "./routes.ts";

/** The caller and the client of a call. */
interface CallSource {
  /** A caller whose credentials have just been looked up; `undefined` for a stranger. */
  readonly caller: Caller | undefined;
  readonly client: RequestSource;
  readonly log: Logger;
  /**
   * Runs first in the first transaction of the call; if it throws, the transaction is rolled back.
   */
  readonly atBegin?: (tx: Transaction<Tables>) => Promise<void>;
}

/** Calls an endpoint within the process, with the checks of a request. */
export type CallEndpoint = <N extends EndpointName>(
  name: N,
  input: ClientInput<N>,
  source: CallSource,
) => Promise<Result<N>>;

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Creates a function that calls endpoints without HTTP, as the pages do. */
export function createCallEndpoint<D extends Deps>(routes: Routes<D>): CallEndpoint {
  const { handlers, checkBody } = routes;
  const checks = new Map(
    listEndpoints().map(([name, endpoint]) => [name, createInputChecks(endpoint, checkBody)]),
  );
  const logRefusal = createRefusalLog();
  return async <N extends EndpointName>(name: N, input: ClientInput<N>, source: CallSource) => {
    const endpoint: Endpoint = CONTRACT[name];
    const { params = {}, query = {}, body } = input as LooseInput; // the same for all endpoints
    const { caller, client, log, atBegin } = source;
    const check = checks.get(name)!; // every endpoint has one
    try {
      await assertCallable(routes, endpoint, client);
      if (endpoint.access !== "anyone") {
        if (!caller) throw new Problem("not_signed_in");
        if (endpoint.access === "recent") await routes.recheck(routes.deps.db, caller, endpoint);
      }
      check.params(params);
      await check.query(query);
      await check.body(body ?? {});
      const deps = bindToCaller(routes, endpoint, { caller, atBegin });
      const handle = handlers[name] as LooseHandler; // the checks ensure its type
      const given = body instanceof Blob ? body.stream() : body ?? {};
      const request = { params, query, body: given, caller, client, log };
      return await handle(deps, request) as Result<N>;
    } catch (error) {
      logRefusal(
        log.with({ endpoint: name, account_id: caller?.accountId }),
        client.address,
        error,
      );
      throw error;
    }
  };
}
