import {
  MAX_WAITING_REQUESTS,
  SIGN_IN_POLL_SECONDS,
  SIGN_IN_REQUEST_SECONDS,
} from "../../shared/contract/sign_in_requests.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Transaction } from "kysely";
import { networkOf } from "../config/ip_address.ts";
import { newId } from "../database/ids.ts";
import type { Tables } from "../database/tables.ts";
import { timestampAfter } from "../database/timestamps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { getAccount } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import type { LoginNotices, StartSession } from "./login.ts";
import { findResetNotice } from "./password_resets.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import { getSessionDevice } from "./sessions.ts";
import {
  addSignInRequest,
  findRequestBySecret,
  listWaitingRequests,
  type SignInRequest,
  stateOf,
  updateSignInRequest,
} from "./sign_in_requests.ts";
import { type Admission, startSession } from "./start_session.ts";
import { hashTypedCode, newSignInCode } from "./typed_codes.ts";

/** Starts a request of a device to be signed in (RFC 8628 §3.1). */
export async function createSignInRequest(
  deps: AuthDeps,
  { client, log }: CheckedRequest<"createSignInRequest">,
): Promise<Reply<"createSignInRequest">> {
  const secret = newSecret(deps);
  const network = networkOf(client.address);
  const { id, code } = await deps.transaction(async (tx) => {
    const now = deps.now();
    await refuseTooMany(tx, network, now);
    const id = newId(deps);
    const code = newSignInCode(deps); // in here: if another request has it, there is another try
    await addSignInRequest(tx, {
      id,
      code_hash: hashTypedCode(code),
      secret_hash: hashSecret(secret),
      device: client.userAgent,
      address: client.address,
      network,
      created_at: now.toISOString(),
      expires_at: timestampAfter(now, SIGN_IN_REQUEST_SECONDS * 1000),
    });
    return { id, code };
  });
  log.info("sign-in requested", { sign_in_request_id: id });
  return {
    code,
    secret,
    link: formatApprovalLink(deps.publicUrl, code),
    expires_in: SIGN_IN_REQUEST_SECONDS,
    interval: SIGN_IN_POLL_SECONDS,
  };
}

/** The link to the page that approves; browsers never send what stands after the `#`. */
export function formatApprovalLink(publicUrl: string, code: string): string {
  return `${publicUrl}/approve#${code}`;
}

async function refuseTooMany(tx: Transaction<Tables>, network: string, now: Date): Promise<void> {
  const waiting = await listWaitingRequests(tx, { network, limit: MAX_WAITING_REQUESTS, now });
  const [first] = waiting;
  if (!first || waiting.length < MAX_WAITING_REQUESTS) return;
  throw new Problem("too_many_requests", {
    detail:
      "Several devices of your network wait to be signed in. Use one of their codes, or try " +
      "again in ten minutes.",
    retryAfter: (Date.parse(first.expires_at) - now.getTime()) / 1000,
  });
}

/** Tells a device what has become of its request. */
export async function pollSignInRequest(
  deps: AuthDeps,
  { body: { secret } }: CheckedRequest<"pollSignInRequest">,
): Promise<Reply<"pollSignInRequest">> {
  await getRequest(deps, deps.db, secret); // unknown ones do not wait for the write lock
  return await deps.transaction(async (tx) => {
    const request = await getRequest(deps, tx, secret);
    if (request.account_id !== null) {
      const { name } = await getAccount(tx, request.account_id);
      return { status: "approved", account: { name } };
    }
    const now = deps.now();
    refuseHaste(request, now);
    await updateSignInRequest(tx, request.id, { polled_at: now.toISOString() });
    return { status: "waiting" };
  });
}

/** Refuses a device that asks again too soon. */
function refuseHaste({ polled_at }: SignInRequest, now: Date): void {
  if (polled_at === null) return;
  const wait = SIGN_IN_POLL_SECONDS - (now.getTime() - Date.parse(polled_at)) / 1000;
  if (wait <= 0 || wait > SIGN_IN_POLL_SECONDS) return; // a clock that was ahead does not lock
  throw new Problem("too_many_requests", {
    detail: `Ask every ${SIGN_IN_POLL_SECONDS} seconds, and no sooner.`,
    retryAfter: wait,
  });
}

/** Starts the session of an approved request, with tokens. */
export async function finishSignInRequest(
  deps: AuthDeps,
  request: CheckedRequest<"finishSignInRequest">,
): Promise<Reply<"finishSignInRequest">> {
  const { session, notices } = await finishSignIn(deps, request, startSession);
  return { ...session.tokens, ...notices };
}

/** Starts the session of an approved request, once. */
export async function finishSignIn<
  S extends { readonly accountId: string; readonly sessionId: string },
>(
  deps: AuthDeps,
  { body: { secret }, client, log }: Pick<
    CheckedRequest<"finishSignInRequest">,
    "body" | "client" | "log"
  >,
  start: StartSession<S>,
): Promise<{ readonly session: S; readonly notices: LoginNotices }> {
  await getRequest(deps, deps.db, secret); // unknown ones do not wait for the write lock
  const session = await start(deps, { client, admit: (tx) => admit(deps, tx, secret) });
  if (!session) throw new Problem("request_expired");
  const { accountId, sessionId } = session;
  log.info("signed in by approval", { account_id: accountId, session_id: sessionId });
  return {
    session,
    notices: { password_reset: await findResetNotice(deps.db, accountId, deps.now()) },
  };
}

/** Uses an approved request up. */
async function admit(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  secret: string,
): Promise<Admission> {
  const { id, account_id: accountId, session_id } = await getRequest(deps, tx, secret);
  if (accountId === null) throw new Problem("request_waiting");
  await updateSignInRequest(tx, id, { used_at: deps.now().toISOString() });
  const approvedBy = await getSessionDevice(tx, session_id!); // which approved it, and is open
  return { accountId, via: "approval", approvedBy };
}

/** The open request of a secret; throws a `Problem` if it is refused, used or expired. */
async function getRequest(
  { now }: Pick<AuthDeps, "now">,
  db: Transaction<Tables> | AuthDeps["db"],
  secret: string,
): Promise<SignInRequest> {
  const request = await findRequestBySecret(db, secret);
  const state = request && stateOf(request, now());
  if (state === "refused") throw new Problem("request_refused");
  if (!request || state === "over") throw new Problem("request_expired");
  return request;
}
