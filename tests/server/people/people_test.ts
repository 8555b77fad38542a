import assert from "node:assert/strict";
import type { Person } from "../../../shared/contract/people.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { assertRefused, findRefusal } from "../../support/refusal.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { ODD_NAMES } from "./sample_people.ts";

type NewPerson = Partial<Person> & Pick<Person, "name">;

function paramsOf({ family }: Joined) {
  return { family_id: family };
}

function add(by: Joined, body: NewPerson): Promise<Person> {
  return by.client.createPerson({ params: paramsOf(by), body });
}

function change(by: Joined, { id }: Person, body: Partial<Person>): Promise<Person> {
  return by.client.updatePerson({ params: { ...paramsOf(by), person_id: id }, body });
}

function list(by: Joined): Promise<Person[]> {
  return by.client.listPeople({ params: paramsOf(by) });
}

async function findOwn(by: Joined, owner = by): Promise<Person> {
  return (await list(by)).find(({ account_id }) => account_id === owner.id)!;
}

Deno.test("people: every member has an entry, new ones included", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const { id: second } = await anna.client.createFamily({ body: { name: "In-laws" } });
  assert.deepEqual(
    (await list(anna)).map(({ name, account_id }) => [name, account_id]),
    [["Anna", anna.id], ["Ben", ben.id]],
  );
  const [own] = await list({ ...anna, family: second });
  assert.deepEqual(own, {
    id: own!.id,
    account_id: anna.id,
    name: "Anna",
    family_name: null,
    birthday: null,
    deceased: false,
    died: null,
    phone: null,
    email: null,
    address: null,
    note: null,
    created_at: own!.created_at,
    updated_at: own!.created_at,
  });
});

Deno.test("people: every field comes back unchanged, and can be cleared", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const written = {
    name: "Oma Elisabeth",
    family_name: "Berg",
    birthday: "1946-11-30",
    deceased: false,
    died: null,
    phone: "+49 30 123",
    email: "oma@example.org",
    address: "Am Bach 3; rechts, hinten\n10115 Berlin",
    note: "=1+1 \\n 👨‍👩‍👧‍👦",
  };
  const oma = await add(anna, written);
  const { id, account_id, created_at, updated_at, ...read } = oma;
  assert.deepEqual(read, written);
  assert.equal(account_id, null);
  assert.equal(updated_at, created_at);
  const params = { ...paramsOf(anna), person_id: id };
  assert.deepEqual(await anna.client.getPerson({ params }), oma);
  circle.advance(1000);
  const cleared = await change(anna, oma, { birthday: null, phone: null, address: null });
  assert.deepEqual(
    { ...cleared, updated_at },
    { ...oma, birthday: null, phone: null, address: null },
  );
  assert.ok(cleared.updated_at > updated_at);
  circle.advance(1000);
  assert.deepEqual(await change(anna, oma, {}), cleared);
  assert.deepEqual(await change(anna, oma, { birthday: null, name: "Oma Elisabeth" }), cleared);
  for (const name of ODD_NAMES) assert.equal((await add(anna, { name })).name, name);
});

Deno.test("people: a birthday is a day, a day of an unknown year, or a year", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const oma = await add(anna, { name: "Oma" });
  for (const birthday of ["1800-01-01", "2024-02-29", "2000-02-29", "--02-29", "--12-31", "1946"]) {
    assert.equal((await change(anna, oma, { birthday })).birthday, birthday);
  }
  const wrong = [
    ...["2023-02-29", "1900-02-29", "--02-30", "--04-31", "1946-13-01", "1946-00-10", "--00-00"],
    ...["1799", "1799-12-31", "2200", "1946-1-1", "1946-11", "02-29", "", "1946-11-30T00:00:00Z"],
    ...["--1130", "１９４６", "tomorrow", "1946-11-30 ", "-1946-11-30"],
  ];
  for (const birthday of wrong) {
    const { errors } = await assertRefused(change(anna, oma, { birthday }), "invalid_fields");
    assert.equal(errors?.[0]?.field, "birthday", birthday);
  }
});

Deno.test("people: dates in the future, and a death before birth, are refused", async () => {
  await using circle = await startCircle();
  circle.advance(Date.parse("2027-02-28T11:30:00Z") - Date.now());
  const anna = await circle.join();
  const oma = await add(anna, { name: "Oma" });
  await change(anna, oma, { birthday: "2027-03-01" }); // today in Kiritimati
  const fieldsOf = async (body: Partial<Person>) =>
    (await assertRefused(change(anna, oma, body), "invalid_fields")).errors?.map(({ field }) =>
      field
    );
  assert.deepEqual(await fieldsOf({ birthday: "2027-03-02" }), ["birthday"]);
  assert.deepEqual(await fieldsOf({ birthday: "2199", died: "2199" }), ["birthday", "died"]);
  assert.deepEqual(await fieldsOf({ birthday: "1946-02-01", died: "1946-01-31" }), ["died"]);
  assert.deepEqual(await fieldsOf({ birthday: "1946", died: "1945" }), ["died"]);
  assert.deepEqual(await fieldsOf({ birthday: "1941", deceased: false, died: "2019" }), [
    "deceased",
  ]);
  await change(anna, oma, { birthday: "1946", died: "1946-01-01" });
  await change(anna, oma, { birthday: "--12-31", died: "--01-01" });
});

Deno.test("people: a day of death sets deceased, and is cleared with it", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const opa = await add(anna, { name: "Opa", died: "2019-12-24" });
  assert.equal(opa.deceased, true);
  const unknown = await change(anna, opa, { died: null });
  assert.deepEqual([unknown.deceased, unknown.died], [true, null]);
  await change(anna, opa, { died: "2019" });
  const alive = await change(anna, opa, { deceased: false });
  assert.deepEqual([alive.deceased, alive.died], [false, null]);
});

Deno.test("people: invalid text, invalid email and unknown fields are refused", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const wrong: Record<string, unknown>[] = [
    { name: "" },
    { name: "a\nb" },
    { name: "a".repeat(101) },
    { name: null },
    { name: "Oma", family_name: "" },
    { name: "Oma", phone: "1\n2" },
    { name: "Oma", phone: "1".repeat(51) },
    { name: "Oma", email: "nobody" },
    { name: "Oma", address: "" },
    { name: "Oma", address: "a\r\nb" },
    { name: "Oma", address: "a".repeat(301) },
    { name: "Oma", note: "a".repeat(501) },
    { name: "Oma", id: anna.id },
    { name: "Oma", account_id: anna.id },
    { name: "Oma", created_by: anna.id },
  ];
  for (const body of wrong) {
    const { token } = anna;
    const answer = await circle.call("POST", `/families/${anna.family}/people`, { token, body });
    assert.equal(answer.json.code, "invalid_fields", JSON.stringify(body));
  }
  assert.equal((await list(anna)).length, 1);
});

Deno.test("people: are listed by name, ignoring case and accents, in pages", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Émile" });
  for (const name of ["zoe", "Ève", "Zacharias", "eva", "王小明", "eva"]) await add(anna, { name });
  const expected = ["Émile", "eva", "eva", "Ève", "Zacharias", "zoe", "王小明"];
  const names = (await list(anna)).map(({ name }) => name);
  // Those of one name are in the order in which they were added.
  assert.deepEqual(names.map((name) => name === "Ève" ? "eva" : name), [
    ...expected.map((name) => name === "Ève" ? "eva" : name),
  ]);
  const paged = await anna.client.listPeople({ params: paramsOf(anna), query: { limit: 2 } });
  assert.deepEqual(paged.map(({ name }) => name), names);
});

Deno.test("people: a family has at most a thousand", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await addCrowdOfPeople(circle, anna, 998);
  const last = await add(anna, { name: "the thousandth" });
  await assertRefused(add(anna, { name: "one more" }), "too_many_people");
  await addFamilyMember(circle, anna); // joining still works
  await anna.client.deletePerson({ params: { ...paramsOf(anna), person_id: last.id } });
  await assertRefused(add(anna, { name: "one more" }), "too_many_people");
});

async function addCrowdOfPeople({ db }: Circle, { family }: Joined, count: number): Promise<void> {
  const at = new Date().toISOString();
  const rows = Array.from({ length: count }, () => ({
    id: crypto.randomUUID(),
    family_id: family,
    name: "Ben",
    name_key: "ben",
    deceased: 0,
    created_at: at,
    updated_at: at,
  }));
  await db.insertInto("people").values(rows).execute();
}

Deno.test("people: a member who leaves, is removed or deletes the account keeps name and birthday", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const endings: Record<string, (ben: Joined) => Promise<unknown>> = {
    removed: (ben) =>
      anna.client.removeMember({ params: { ...paramsOf(anna), account_id: ben.id } }),
    left: (ben) => ben.client.removeMember({ params: { ...paramsOf(anna), account_id: ben.id } }),
    deleted: (ben) => ben.client.deleteProfile({ body: { password: ben.password } }),
  };
  for (const [name, end] of Object.entries(endings)) {
    const ben = await addFamilyMember(circle, anna, { name });
    const own = await change(ben, await findOwn(ben), {
      family_name: "Berg",
      birthday: "1980-02-03",
      phone: "secret phone",
      email: "secret@example.org",
      address: "Secret Street 1",
      note: "secret note",
    });
    circle.advance(1000);
    await end(ben);
    const left = (await list(anna)).find(({ id }) => id === own.id)!;
    assert.deepEqual({ ...left, updated_at: own.updated_at }, {
      ...own,
      account_id: null,
      phone: null,
      email: null,
      address: null,
      note: null,
    });
    assert.ok(left.updated_at > own.updated_at);
    const rows = JSON.stringify(await circle.db.selectFrom("people").selectAll().execute());
    assert.doesNotMatch(rows, /secret/i);
  }
});

Deno.test("people: forget erases the entry of a member who leaves or deletes the account", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const paramsFor = ({ id }: Joined) => ({ ...paramsOf(anna), account_id: id });
  const endings: ((ben: Joined) => Promise<unknown>)[] = [
    (ben) => ben.client.removeMember({ params: paramsFor(ben), body: { forget: true } }),
    (ben) => ben.client.deleteProfile({ body: { password: ben.password, forget: true } }),
  ];
  for (const end of endings) {
    const body = { note: "for Ben, who likes boats" };
    const { code } = await anna.client.createInvite({ params: paramsOf(anna), body });
    const ben = await circle.join({ name: "Ben", invite: code });
    const own = await change(ben, await findOwn(ben), { birthday: "1980-02-03" });
    for (const ender of [ben, anna]) {
      const feed = { params: paramsOf(anna), body: { name: "phone of Ben" } };
      const { id: feed_id } = await ben.client.createFeed(feed);
      await ender.client.deleteFeed({ params: { ...paramsOf(anna), feed_id } });
    }
    await ben.client.createFeed({ params: paramsOf(anna), body: { name: "phone of Ben" } });
    const params = { ...paramsFor(ben) };
    await assertRefused(anna.client.removeMember({ params, body: { forget: true } }), "forbidden");
    await end(ben);
    assert.deepEqual((await list(anna)).map(({ name }) => name), ["Anna"]);
    const rows = await circle.db.selectFrom("people").select("id").where("id", "=", own.id)
      .execute();
    assert.deepEqual(rows, []);
    const log = await anna.client.listFamilyLog({ params: paramsOf(anna) });
    assert.ok(log.some(({ event, by, member }) => event === "left" && !by && !member));
    assert.doesNotMatch(JSON.stringify(log), /Ben/);
    const notes = await circle.db.selectFrom("invites").select("note").execute();
    assert.deepEqual(notes.filter(({ note }) => note !== null), []);
  }
});

Deno.test("people: a member who comes back gets their old entry, whether they left or were removed", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = paramsOf(anna);
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const returnTo = async (person?: string) => {
    const { code } = await anna.client.createInvite({ params, body: { person } });
    await ben.client.acceptInvite({ body: { code } });
  };
  const { id, birthday } = await change(ben, await findOwn(ben), {
    birthday: "1980-02-03",
    phone: "secret phone",
  });
  for (const ender of [ben, anna]) {
    await ender.client.removeMember({ params: { ...params, account_id: ben.id } });
    const stale = await anna.client.createInvite({ params, body: { person: id } });
    await returnTo();
    const people = await list(anna);
    assert.deepEqual(people.map(({ name }) => name), ["Anna", "Ben"]);
    assert.deepEqual(
      people[1],
      { ...people[1]!, id, account_id: ben.id, birthday, phone: null },
      "what was erased is not back",
    );
    await assertRefused(
      circle.client().previewInvite({ body: { code: stale.code } }),
      "invite_revoked",
    );
  }

  const oma = await add(anna, { name: "Uncle Ben" });
  await ben.client.removeMember({ params: { ...params, account_id: ben.id } });
  await returnTo(oma.id);
  assert.equal((await findOwn(anna, ben)).id, oma.id, "the invite says who they become");
  await ben.client.removeMember({ params: { ...params, account_id: ben.id } });
  await anna.client.deletePerson({ params: { ...params, person_id: oma.id } });
  await returnTo();
  assert.ok(![id, oma.id].includes((await findOwn(anna, ben)).id), "an entry of theirs is gone");
});

Deno.test("people: who comes back has nothing of what others wrote meanwhile in their name", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = paramsOf(anna);
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const cara = await addFamilyMember(circle, anna, { name: "Cara" });
  const { id, birthday } = await change(ben, await findOwn(ben), { birthday: "1980-02-03" });
  await ben.client.removeMember({ params: { ...params, account_id: ben.id } });
  await change(cara, { id } as Person, {
    name: "Ben the late",
    phone: "+49 666",
    email: "evil@example.org",
    address: "nowhere",
    note: "planted",
    deceased: true,
    died: "2020-01-01",
  });
  const { code } = await anna.client.createInvite({ params, body: {} });
  await ben.client.acceptInvite({ body: { code } });
  const own = await findOwn(ben);
  assert.equal(own.id, id);
  const nothing = {
    phone: null,
    email: null,
    address: null,
    note: null,
    deceased: false,
    died: null,
  };
  assert.deepEqual(own, { ...own, ...nothing, name: "Ben", birthday });
});

Deno.test("people: nobody else gets the entry of a former member by joining", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = paramsOf(anna);
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const { id } = await findOwn(ben);
  await ben.client.removeMember({ params: { ...params, account_id: ben.id } });
  const namesake = await addFamilyMember(circle, anna, { name: "Ben" });
  assert.notEqual((await findOwn(namesake)).id, id);

  const { code } = await anna.client.createInvite({ params, body: { person: id } });
  const heir = await circle.join({ name: "Benno", invite: code });
  assert.equal((await findOwn(heir)).id, id);
  const row = await circle.db.selectFrom("people").select("former_account_id").where("id", "=", id)
    .executeTakeFirst();
  assert.equal(row?.former_account_id, null);
  await heir.client.removeMember({ params: { ...params, account_id: heir.id } });
  const invite = await anna.client.createInvite({ params, body: {} });
  await ben.client.acceptInvite({ body: { code: invite.code } });
  assert.notEqual((await findOwn(ben)).id, id, "it was another's since");
});

Deno.test("people: who was forgotten, or has deleted the account, is remembered by nothing", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const params = paramsOf(anna);
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  const cleo = await addFamilyMember(circle, anna, { name: "Cleo" });
  const dora = await addFamilyMember(circle, anna, { name: "Dora" });
  await ben.client.removeMember({
    params: { ...params, account_id: ben.id },
    body: { forget: true },
  });
  await cleo.client.deleteProfile({ body: { password: cleo.password } });
  await dora.client.removeMember({ params: { ...params, account_id: dora.id } });
  await dora.client.deleteProfile({ body: { password: dora.password } });
  const rows = await circle.db.selectFrom("people").select(["name", "former_account_id"])
    .orderBy("name").execute();
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    ["Anna", "Cleo", "Dora"].map((name) => ({ name, former_account_id: null })),
  );
});

Deno.test("people: a renamed account renames its entry, unless that had another name", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  await change(anna, await findOwn(anna, ben), { name: "Uncle Ben" });
  await anna.client.updateProfile({ body: { name: "Anna Berg" } });
  await ben.client.updateProfile({ body: { name: "Benjamin" } });
  assert.deepEqual((await list(anna)).map(({ name }) => name), ["Anna Berg", "Uncle Ben"]);
});

Deno.test("people: joining by an invite for a person makes the account that person", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const oma = await add(anna, { name: "Oma Elisabeth", birthday: "--11-30", note: "dahlias" });
  const invite = (body: object) => anna.client.createInvite({ params: paramsOf(anna), body });
  const { code, person, max_uses } = await invite({ person: oma.id });
  assert.deepEqual([person, max_uses], [{ id: oma.id, name: "Oma Elisabeth" }, 1]);
  const [listed] = await anna.client.listInvites({ params: paramsOf(anna) });
  assert.deepEqual(listed?.person, person);
  const another = await invite({ person: oma.id });
  const elisabeth = await circle.join({ name: "Elisabeth Berg", invite: code });
  const people = await list(anna);
  assert.deepEqual(people.map(({ name }) => name), ["Anna", "Oma Elisabeth"]);
  assert.deepEqual(
    { ...people[1], updated_at: oma.updated_at },
    { ...oma, account_id: elisabeth.id },
  );
  // Nobody can become her any more.
  await assertRefused(circle.join({ invite: another.code }), "invite_revoked");
  await assertRefused(invite({ person: oma.id }), "person_is_member");
  await assertRefused(invite({ person: people[0]!.id }), "person_is_member");
  await assertRefused(invite({ person: crypto.randomUUID() }), "not_found");
  const params = { ...paramsOf(anna), person_id: oma.id };
  await assertRefused(anna.client.deletePerson({ params }), "person_is_member");
});

Deno.test("people: an invite for a person has one use, and is for the same family", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const ben = await circle.join();
  const oma = await add(anna, { name: "Oma" });
  const body = { person: oma.id, max_uses: 2 };
  const { errors } = await assertRefused(
    anna.client.createInvite({ params: paramsOf(anna), body }),
    "invalid_fields",
  );
  assert.equal(errors?.[0]?.field, "max_uses");
  await assertRefused(
    ben.client.createInvite({ params: paramsOf(ben), body: { person: oma.id } }),
    "not_found",
  );
});

Deno.test("people: of sixteen concurrent joins as one person, one succeeds", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const oma = await add(anna, { name: "Oma" });
  const guests = await Promise.all(Array.from({ length: 8 }, () => circle.join()));
  const codes: string[] = [];
  for (const _ of guests) {
    const body = { person: oma.id };
    codes.push((await anna.client.createInvite({ params: paramsOf(anna), body })).code);
  }
  const outcomes = await Promise.all(
    guests.flatMap((guest, at) => [
      findRefusal(guest.client.acceptInvite({ body: { code: codes[at]! } })),
      findRefusal(guest.client.acceptInvite({ body: { code: codes[0]! } })),
    ]),
  );
  assert.equal(outcomes.filter((refusal) => refusal === undefined).length, 1);
  // None gives up because it waited for others: those would be `database_unavailable`.
  const reasons = new Set(outcomes.map((refusal) => refusal?.code));
  assert.ok(reasons.isSubsetOf(new Set([undefined, "invite_used", "invite_revoked"])));
  const people = await list(anna);
  assert.equal(people.length, 2);
  const became = people.find(({ id }) => id === oma.id)!.account_id;
  assert.ok(guests.some(({ id }) => id === became));
});

Deno.test("people: an invite for a removed person lets a new person join", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const oma = await add(anna, { name: "Oma" });
  const { code } = await anna.client.createInvite({
    params: paramsOf(anna),
    body: { person: oma.id },
  });
  await anna.client.deletePerson({ params: { ...paramsOf(anna), person_id: oma.id } });
  await circle.join({ name: "Elisabeth", invite: code });
  assert.deepEqual((await list(anna)).map(({ name }) => name), ["Anna", "Elisabeth"]);
});

Deno.test("people: the family's log has additions, changes and removals, without values", async () => {
  await using circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const readLog = () => anna.client.listFamilyLog({ params: paramsOf(anna) });
  circle.advance(1000);
  const oma = await add(anna, { name: "Oma", phone: "+49 30 777" });
  circle.advance(1000);
  await change(anna, oma, { birthday: "1946-11-30", phone: null, note: null });
  circle.advance(1000);
  await change(anna, oma, { name: "Oma Elisabeth" });
  await change(anna, oma, { name: "Oma Elisabeth" }); // changes nothing
  const describe = async () =>
    (await readLog()).slice(0, -1).map((
      { event, by, person, note },
    ) => [by?.name, event, person?.name, note]);
  assert.deepEqual(await describe(), [
    ["Anna", "person_changed", "Oma Elisabeth", "name"],
    ["Anna", "person_changed", "Oma Elisabeth", "birthday, phone"],
    ["Anna", "person_added", "Oma Elisabeth", null],
  ]);
  circle.advance(1000);
  await anna.client.deletePerson({ params: { ...paramsOf(anna), person_id: oma.id } });
  assert.deepEqual(await describe(), [
    ["Anna", "person_removed", undefined, null],
    ["Anna", "person_changed", undefined, "name"],
    ["Anna", "person_changed", undefined, "birthday, phone"],
    ["Anna", "person_added", undefined, null],
  ]);
  assert.doesNotMatch(JSON.stringify(await readLog()), /Oma|30 777|1946-/); // who is erased is nowhere
});

Deno.test("people: birthdays are listed by day and name, from the day of the request", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await add(anna, { name: "Oma", birthday: "1946-11-30" });
  await add(anna, { name: "Cousin Li", birthday: "--12-05" });
  await add(anna, { name: "Ada", birthday: "2000-12-05" });
  await add(anna, { name: "Opa Karl", birthday: "1941-12-06", died: "2019-12-24" });
  await add(anna, { name: "Ben", birthday: "--02-29" });
  await add(anna, { name: "Carla", birthday: "1980" });
  const ask = async (query: object) =>
    (await anna.client.listBirthdays({ params: paramsOf(anna), query }))
      .map(({ on, name, kind, age }) => `${on} ${name} ${kind} ${age}`);
  assert.deepEqual(await ask({ from: "2026-11-26", days: 30 }), [
    "2026-11-30 Oma birthday 80",
    "2026-12-05 Ada birthday 26",
    "2026-12-05 Cousin Li birthday null",
    "2026-12-24 Opa Karl memorial 7",
  ]);
  assert.deepEqual(await ask({ from: "2026-12-01", days: 1 }), []);
  assert.deepEqual(await ask({ from: "2027-02-28", days: 1 }), ["2027-02-28 Ben birthday null"]);
  assert.deepEqual(await ask({ from: "2027-03-01", days: 1 }), []);
  assert.deepEqual(await ask({ from: "2028-02-29", days: 1 }), ["2028-02-29 Ben birthday null"]);
  for (const query of [{ from: "2023-02-29" }, { from: "--02-29" }, { days: 0 }, { days: 367 }]) {
    await assertRefused(ask(query), "invalid_fields");
  }
});

Deno.test("people: birthdays begin today in CIRCLE_TIME_ZONE by default", async () => {
  for (const zone of ["Pacific/Kiritimati", "Etc/GMT+12"]) {
    await using circle = await startCircle({ CIRCLE_TIME_ZONE: zone });
    const anna = await circle.join();
    const today = Temporal.Now.plainDateISO(zone);
    for (const [name, days] of [["yesterday", -1], ["today", 0]] as const) {
      const birthday = `--${today.add({ days }).toString().slice(5)}`;
      await add(anna, { name, birthday });
    }
    const [first] = await anna.client.listBirthdays({ params: paramsOf(anna), query: { days: 1 } });
    assert.deepEqual([first?.name, first?.on], ["today", today.toString()]);
  }
});
