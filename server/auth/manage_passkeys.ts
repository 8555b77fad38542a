import type { Reply } from "../../shared/contract/mod.ts";
import {
  CHALLENGE_SECONDS,
  MAX_PASSKEYS,
  type Passkey,
} from "../../shared/contract/passkey_fields.ts";
import type { Transaction } from "kysely";
import { newId } from "../database/ids.ts";
import type { Tables } from "../database/tables.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { getAccount, hasPasswordHash } from "./accounts.ts";
import { makeChallenge, useChallenge } from "./challenges.ts";
import type { AuthDeps } from "./deps.ts";
import { findPasskeyPlace, type PasskeyPlace } from "./passkey_rules.ts";
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listStoredPasskeys,
  type StoredPasskey,
  takeHandle,
} from "./passkeys.ts";
import { reauthenticate } from "./reauthenticate.ts";
import { newSecret } from "./secrets.ts";
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
  { caller: { accountId }, client, body }: CheckedRequest<"createPasskeyOptions">,
): Promise<Reply<"createPasskeyOptions">> {
  const { host } = getPasskeyPlace(deps);
  const account = await getAccount(deps.db, accountId);
  await reauthenticate(deps, account, body.password);
  const handle = newSecret(deps);
  const user = await deps.transaction(async (tx) => {
    await refuseTooMany(tx, accountId);
    return await takeHandle(tx, accountId, handle);
  });
  const known = await listStoredPasskeys(deps.db, accountId);
  return {
    rp: { id: host, name: "CircleShare" },
    user: { id: user, name: account.email, displayName: account.name },
    challenge: await makeChallenge(deps, { accountId, address: client.address }),
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

async function refuseTooMany(tx: Transaction<Tables>, accountId: string): Promise<void> {
  const { length } = await listStoredPasskeys(tx, accountId);
  if (length >= MAX_PASSKEYS) throw new Problem("too_many_passkeys");
}

/** Adds the passkey that a browser made for a challenge. */
export async function addPasskey(
  deps: AuthDeps,
  { caller: { accountId }, body: { name, response }, log }: CheckedRequest<"addPasskey">,
): Promise<Reply<"addPasskey">> {
  const place = getPasskeyPlace(deps);
  const challenge = readChallenge(response.response.clientDataJSON);
  const isOpen = challenge !== undefined && await useChallenge(deps, challenge, accountId);
  const verified = isOpen && await verifyNewPasskey(response, { ...place, challenge });
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
  };
  const add = () =>
    deps.transaction(async (tx) => {
      await refuseTooMany(tx, accountId);
      if (await findPasskey(tx, row.credential_id)) throw new Problem("passkey_not_added");
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

/** Removes a passkey: it is refused from the next login on. */
export async function removePasskey(
  deps: AuthDeps,
  { caller: { accountId }, params: { passkey_id }, body, log }:
    | CheckedRequest<"removePasskey">
    | CheckedRequest<"removePasskeyByPost">,
): Promise<undefined> {
  const account = await getAccount(deps.db, accountId);
  await reauthenticate(deps, account, body.password);
  await deps.transaction(async (tx) => {
    // The password may have changed while it was being verified.
    const isCurrent = await hasPasswordHash(tx, accountId, account.password_hash);
    if (!isCurrent) throw new Problem("wrong_password");
    if (!await deletePasskey(tx, accountId, passkey_id)) throw new Problem("not_found");
  });
  log.info("passkey removed", { account_id: accountId, passkey_id });
}

function toPasskey(row: StoredPasskey): Passkey {
  const { id, name, rp_id: host, backed_up, created_at, last_used_at } = row;
  return { id, name, host, backed_up: backed_up === 1, created_at, last_used_at };
}
