import type { Reply } from "../../shared/contract/mod.ts";
import { networkOf } from "../config/ip_address.ts";
import type { Db } from "../database/database.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";
import {
  findRequestByCode,
  type SignInRequest,
  stateOf,
  updateSignInRequest,
} from "./sign_in_requests.ts";

/** Shows the device of a code, so that its person knows what they approve. */
export async function previewSignInRequest(
  deps: AuthDeps,
  { caller: { accountId }, body: { code }, client }: CheckedRequest<"previewSignInRequest">,
): Promise<Reply<"previewSignInRequest">> {
  await countCode(deps, accountId, code);
  const { device, address, network, created_at } = await getWaiting(deps, deps.db, code);
  return { device, address, same_network: network === networkOf(client.address), created_at };
}

/** Lets the device of a code into the caller's account. */
export async function approveSignInRequest(
  deps: AuthDeps,
  request: CheckedRequest<"approveSignInRequest">,
): Promise<undefined> {
  const { accountId: account_id, sessionId: session_id } = request.caller;
  await decide(deps, request, { account_id, session_id });
}

/** Tells the device of a code that it is not let in. */
export async function refuseSignInRequest(
  deps: AuthDeps,
  request: CheckedRequest<"refuseSignInRequest">,
): Promise<undefined> {
  await decide(deps, request, {});
}

/** A decision about a request; without an account it is refused. */
type Decision = Partial<Pick<SignInRequest, "account_id" | "session_id">>;

async function decide(
  deps: AuthDeps,
  { caller: { accountId, sessionId }, body: { code }, log }: Pick<
    CheckedRequest<"approveSignInRequest">,
    "caller" | "body" | "log"
  >,
  decision: Decision,
): Promise<void> {
  await countCode(deps, accountId, code);
  const id = await deps.transaction(async (tx) => {
    const { id } = await getWaiting(deps, tx, code);
    await updateSignInRequest(tx, id, { ...decision, decided_at: deps.now().toISOString() });
    return id;
  });
  log.info(decision.account_id === undefined ? "sign-in refused" : "sign-in approved", {
    account_id: accountId,
    session_id: sessionId,
    sign_in_request_id: id,
  });
}

/** Counts a code that does not exist as a failed attempt of the account that types it. */
async function countCode(deps: AuthDeps, codesOf: string, code: string): Promise<void> {
  await assertNotLimited(deps, { codesOf });
  await recordAttempt(deps, { codesOf }, await findRequestByCode(deps.db, code) !== undefined);
}

/** The request of a code that waits for a decision; throws a `Problem` if there is none. */
async function getWaiting(
  { now }: Pick<AuthDeps, "now">,
  db: Db,
  code: string,
): Promise<SignInRequest> {
  const request = await findRequestByCode(db, code);
  if (!request) {
    throw new Problem("not_found", {
      detail: "No device shows this code. Check how it is written.",
    });
  }
  if (stateOf(request, now()) !== "waiting") throw new Problem("request_expired");
  return request;
}
