import { MAX_PEOPLE } from "../../shared/contract/people.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { newId } from "../database/ids.ts";
import { timestampAfter } from "../database/timestamps.ts";
import { addToLog } from "../families/family_log.ts";
import { nameKey } from "../families/name_key.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import {
  deletePersonRow,
  getPersonRow,
  hasPeople,
  insertPerson,
  toPerson,
  updatePersonRow,
} from "./people.ts";
import { changeFields, EMPTY_PERSON, listChangedFields } from "./person_fields.ts";
import { mayChangePerson, mayRemovePerson } from "./rules.ts";

/** Adds a person without an account. */
export async function createPerson(
  deps: Deps,
  { caller, params: { family_id: familyId }, body, log }: CheckedRequest<"createPerson">,
): Promise<Reply<"createPerson">> {
  const { accountId } = caller;
  const now = deps.now();
  await getOwnRole(deps.db, familyId, caller); // an outsider learns nothing about the dates
  const { name } = body;
  const row = {
    ...changeFields({ ...EMPTY_PERSON, name, name_key: nameKey(name) }, body, now),
    id: newId(deps),
    family_id: familyId,
    account_id: null,
    created_by: accountId,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
  };
  await deps.transaction(async (tx) => {
    await getOwnRole(tx, familyId, caller);
    if (await hasPeople(tx, familyId, MAX_PEOPLE)) throw new Problem("too_many_people");
    await insertPerson(deps, tx, row);
    await addToLog(deps, tx, {
      familyId,
      event: "person_added",
      actorId: accountId,
      personId: row.id,
    });
  });
  log.info("person added", { account_id: accountId, family_id: familyId, person_id: row.id });
  return toPerson(row);
}

/** Changes the fields of a person. */
export async function updatePerson(
  deps: Deps,
  { caller, params, body, log }: CheckedRequest<"updatePerson">,
): Promise<Reply<"updatePerson">> {
  const { family_id: familyId, person_id: personId } = params;
  const { accountId: actorId } = caller;
  const person = await deps.transaction(async (tx) => {
    const actor = await getOwnRole(tx, familyId, caller);
    const row = await getPersonRow(tx, familyId, personId);
    const { account_id: accountId, created_by: createdBy } = row;
    if (!mayChangePerson({ actor, actorId, accountId, createdBy })) throw new Problem("forbidden");
    const now = deps.now();
    const changed = { ...row, ...changeFields(row, body, now) };
    const fields = listChangedFields(row, changed);
    if (fields.length === 0) return row;
    changed.updated_at = laterOf(now, row.updated_at);
    await updatePersonRow(deps, tx, changed);
    const note = fields.join(", ");
    await addToLog(deps, tx, { familyId, event: "person_changed", actorId, personId, note });
    return changed;
  });
  log.info("person changed", { account_id: actorId, family_id: familyId, person_id: personId });
  return toPerson(person);
}

/** The time of a change, always later than the one before: entity tags depend on it. */
function laterOf(now: Date, before: string): string {
  const timestamp = now.toISOString();
  return timestamp > before ? timestamp : timestampAfter(new Date(before), 1);
}

/** Erases a person without an account. */
export async function deletePerson(
  deps: Deps,
  { caller, params, log }: CheckedRequest<"deletePerson">,
): Promise<undefined> {
  const { family_id: familyId, person_id: personId } = params;
  const { accountId: actorId } = caller;
  await deps.transaction(async (tx) => {
    const actor = await getOwnRole(tx, familyId, caller);
    const row = await getPersonRow(tx, familyId, personId);
    const { account_id: accountId, created_by: createdBy } = row;
    if (!mayRemovePerson({ actor, actorId, accountId, createdBy })) throw new Problem("forbidden");
    if (accountId !== null) throw new Problem("person_is_member");
    await deletePersonRow(deps, tx, row);
    await addToLog(deps, tx, { familyId, event: "person_removed", actorId });
  });
  log.info("person removed", { account_id: actorId, family_id: familyId, person_id: personId });
}
