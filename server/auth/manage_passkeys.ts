import type { Reply } from "../../shared/contract/mod.ts";
import {
  CHALLENGE_SECONDS,
  MAX_PASSKEYS,
  type Passkey,
} from "../../shared/contract/passkey_fields.ts";
import { newId } from "../database/ids.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { listNewPasskeys, setPasskeyKept } from "./new_passkeys.ts";
import { findPasskeyPlace, type PasskeyPlace } from "./passkey_rules.ts";
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listStoredPasskeys,
  type StoredPasskey,
  takeHandle,
} from "./passkeys.ts";
import { actWithPassword } from "./reauthenticate.ts";
import { newSecret } from "./secrets.ts";
import { useChallenge } from "./used_challenges.ts";
import { PASSKEY_ALGORITHMS, readChallenge, verifyNewPasskey } from "./verify_passkey.ts";

/** Where passkeys work; throws a `Problem` with the reason if they cannot. */
export function getPasskeyPlace({ publicUrl }: Pick<Deps, "publicUrl">): PasskeyPlace {
  const place = findPasskeyPlace(publicUrl);
  if ("reason" in place) throw new Problem("passkeys_unavailable", { detail: place.reason });
  return place;
}

/** Begins to add a passkey. */
export async function createPasskeyOptions(
  deps: AuthDeps,
  { caller: { accountId, sessionId }, body }: CheckedRequest<"createPasskeyOptions">,
): Promise<Reply<"createPasskeyOptions">> {
  const { host } = getPasskeyPlace(deps);
  const newHandle = newSecret(deps);
  const { account, handle, known } = await actWithPassword(
    deps,
    { accountId, password: body.password },
    async (tx, account) => {
      const known = await listStoredPasskeys(tx, accountId);
      refuseTooMany(known);
      return { account, known, handle: await takeHandle(tx, accountId, newHandle) };
    },
  );
  return {
    rp: { id: host, name: "CircleShare" },
    user: { id: handle, name: account.email, displayName: account.name },
    challenge: deps.challenges.issue({ sessionId }),
    pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    timeout: CHALLENGE_SECONDS * 1000,
    attestation: "none",
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    excludeCredentials: known.map(({ credential_id: id, transports }) => ({
      type: "public-key",
      id,
      transports: transports.split(" ").filter((transport) => transport !== ""),
    })),
  };
}

function refuseTooMany({ length }: readonly StoredPasskey[]): void {
  if (length >= MAX_PASSKEYS) throw new Problem("too_many_passkeys");
}

/** Adds the passkey that a browser made for a challenge. */
export async function addPasskey(
  deps: AuthDeps,
  { caller: { accountId, sessionId }, body: { name, response }, client, log }: CheckedRequest<
    "addPasskey"
  >,
): Promise<Reply<"addPasskey">> {
  const place = getPasskeyPlace(deps);
  const text = readChallenge(response.response) ?? "";
  const challenge = deps.challenges.read(text, { sessionId });
  const verified = challenge && await verifyNewPasskey(response, { ...place, challenge: text });
  if (!verified) throw new Problem("passkey_not_added");
  const row: StoredPasskey = {
    ...verified,
    id: newId(deps),
    account_id: accountId,
    name,
    transports: (response.response.transports ?? []).join(" "),
    rp_id: place.host,
    created_at: deps.now().toISOString(),
    last_used_at: null,
    added_in: sessionId,
    added_by: client.userAgent,
    kept_at: null,
  };
  const add = () =>
    deps.transaction(async (tx) => {
      refuseTooMany(await listStoredPasskeys(tx, accountId));
      const isNew = await useChallenge(tx, challenge) && !await findPasskey(tx, row.credential_id);
      if (!isNew) throw new Problem("passkey_not_added");
      await insertPasskey(tx, row);
    });
  await deps.mutex(add); // concurrent transactions would only make one another retry
  log.info("passkey added", { account_id: accountId, passkey_id: row.id });
  return toPasskey(row);
}

/** The caller's own passkeys, newest first. */
export async function listPasskeys(
  { db }: Deps,
  { caller: { accountId } }: CheckedRequest<"listPasskeys">,
): Promise<Passkey[]> {
  return (await listStoredPasskeys(db, accountId)).map(toPasskey);
}

/** Notes that a passkey which another session added is the caller's own. */
export async function keepPasskey(
  { transaction, now }: Deps,
  { caller, params: { passkey_id }, log }: CheckedRequest<"keepPasskey">,
): Promise<undefined> {
  await transaction(async (tx) => {
    const passkeys = await listNewPasskeys(tx, caller);
    if (!passkeys.some(({ id }) => id === passkey_id)) throw new Problem("not_found");
    await setPasskeyKept(tx, passkey_id, now());
  });
  log.info("passkey kept", { account_id: caller.accountId, passkey_id });
}

/** Removes a passkey: it is refused from the next login on. */
export async function removePasskey(
  deps: AuthDeps,
  { caller: { accountId }, params: { passkey_id }, body, log }:
    | CheckedRequest<"removePasskey">
    | CheckedRequest<"removePasskeyByPost">,
): Promise<undefined> {
  await actWithPassword(deps, { accountId, password: body.password }, async (tx) => {
    if (!await deletePasskey(tx, accountId, passkey_id)) throw new Problem("not_found");
  });
  log.info("passkey removed", { account_id: accountId, passkey_id });
}

function toPasskey(row: StoredPasskey): Passkey {
  const { id, name, rp_id: host, backed_up, created_at, last_used_at } = row;
  return { id, name, host, backed_up: backed_up === 1, created_at, last_used_at };
}
