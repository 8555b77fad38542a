import { type Circle, type Joined, startCircle } from "../support/circle.ts";
import { addFamilyMember } from "../support/family_members.ts";
import { requestApproval, signInByApproval } from "../support/approval.ts";
import { TINY_PICTURE } from "../support/tiny_picture.ts";
import { insertPasskey } from "../support/insert_passkey.ts";
import { rememberRows } from "../support/remember_rows.ts";

/** What a call can be about, by its ids. */
export interface FamilyIds {
  readonly family_id: string;
  readonly invite_id: string;
  /** An invite that makes its guest an owner. */
  readonly owner_invite_id: string;
  readonly member_id: string;
  readonly admin_id: string;
  readonly owner_id: string;
  /** A person without an account, added by the owner. */
  readonly person_id: string;
  /** The entries of the member and the owner. */
  readonly member_person_id: string;
  readonly owner_person_id: string;
  /** A feed that the owner made. */
  readonly feed_id: string;
  /** What the member has written. */
  readonly post_id: string;
  readonly comment_id: string;
  readonly photo_id: string;
}

/** A caller. */
export interface TestCaller {
  /** A stranger has none. */
  readonly token?: string;
  readonly account_id: string;
  readonly password: string;
  readonly session_id: string;
  /** A device that they have just signed in. */
  readonly new_session_id: string;
  readonly token_id: string;
  readonly passkey_id: string;
  /** Their own entry in the family that it is about, if they are in it. */
  readonly own_person_id: string;
  /** A person whom they added to it, if they are in it. */
  readonly added_person_id: string;
  /** A feed that they made of it, if they are in it. */
  readonly own_feed_id: string;
  /** What they have written there, if they are in it. */
  readonly own_post_id: string;
  readonly own_comment_id: string;
}

/** A circle with two families, and every kind of caller about the first of them. */
export interface World extends AsyncDisposable {
  readonly circle: Circle;
  readonly callers: Readonly<Record<string, TestCaller>>;
  /** The family that everything is about. */
  readonly family: FamilyIds;
  /** A family that none of the callers has ever been in. */
  readonly otherFamily:
    & FamilyIds
    & Pick<
      TestCaller,
      "session_id" | "new_session_id" | "token_id" | "passkey_id" | "own_post_id" | "own_comment_id"
    >;
  /** Someone to log in as, and codes to use. */
  readonly owner: Joined;
  readonly inviteCode: string;
  readonly resetCode: string;
  /** Of a request to sign in that waits, and of one that was approved. */
  readonly signInCode: string;
  readonly approvedSecret: string;
  readonly feedSecret: string;
  /** Makes everything as it was at first. */
  readonly restore: () => Promise<void>;
}

/** Builds the world that the table of permissions is about. */
export async function buildWorld(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const circle = started.use(await startCircle({ CIRCLE_REGISTRATION: "open" }));
  const owner = await circle.join({ name: "Olga" });
  const family = await addEverything(circle, owner);
  const exMember = await addFamilyMember(circle, owner);
  const params = { family_id: owner.family };
  await owner.client.removeMember({ params: { ...params, account_id: exMember.id } });
  const stranger = await circle.join();
  const farOwner = await circle.join({ name: "Paula" });
  const people = {
    "stranger": stranger,
    "outsider": await circle.join(),
    "ex-member": exMember,
    "member": await addFamilyMember(circle, owner),
    "admin": await addFamilyMember(circle, owner, { role: "admin" }),
    "owner": owner,
  };
  const callers: Record<string, TestCaller> = {};
  for (const [name, person] of Object.entries(people)) {
    callers[name] = await toCaller(circle, person, owner.family);
  }
  callers.stranger = { ...callers.stranger!, token: undefined };
  const reset = await owner.client.createResetCode({
    params: { ...params, account_id: family.member_id },
  });
  const { code: inviteCode } = await owner.client.createInvite({ params, body: { max_uses: 9 } });
  const { url } = await owner.client.createFeed({ params, body: { name: "my laptop" } });
  const approved = await requestApproval(circle, owner);
  const waiting = await circle.client().createSignInRequest({});
  Object.assign(callers, await makeScripts(owner, callers.owner!));
  await circle.restart({ CIRCLE_REGISTRATION: "invite" });
  const { session_id, new_session_id, token_id, passkey_id } = await toCaller(
    circle,
    farOwner,
    owner.family,
  );
  const far = await addEverything(circle, farOwner);
  const written = { own_post_id: far.post_id, own_comment_id: far.comment_id };
  const otherFamily = { ...far, ...written, session_id, new_session_id, token_id, passkey_id };
  const restore = await rememberRows(circle.db);
  const kept = started.move();
  return {
    circle,
    callers,
    family,
    otherFamily,
    owner,
    inviteCode,
    resetCode: reset.code,
    signInCode: waiting.code,
    approvedSecret: approved.secret,
    feedSecret: /[^/]+(?=\.ics$)/.exec(url)![0],
    restore,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Puts into a family one of everything that a call can be about. */
async function addEverything(circle: Circle, owner: Joined): Promise<FamilyIds> {
  const params = { family_id: owner.family };
  const invite = await owner.client.createInvite({ params, body: {} });
  const ownerInvite = await owner.client.createInvite({ params, body: { role: "owner" } });
  const member = await addFamilyMember(circle, owner);
  const ids = {
    family_id: owner.family,
    invite_id: invite.id,
    owner_invite_id: ownerInvite.id,
    member_id: member.id,
    admin_id: (await addFamilyMember(circle, owner, { role: "admin" })).id,
    owner_id: (await addFamilyMember(circle, owner, { role: "owner" })).id,
    person_id: (await owner.client.createPerson({ params, body: { name: "Oma" } })).id,
    feed_id: (await owner.client.createFeed({ params, body: { name: "my phone" } })).id,
  };
  return {
    ...ids,
    ...await write(member),
    member_person_id: await findPersonOf(owner, owner.family, ids.member_id),
    owner_person_id: await findPersonOf(owner, owner.family, ids.owner_id),
  };
}

/** The id of the entry that an account has in a family. */
async function findPersonOf(
  { client }: Joined,
  family_id: string,
  accountId: string,
): Promise<string> {
  const people = await client.listPeople({ params: { family_id } });
  return people.find(({ account_id }) => account_id === accountId)!.id;
}

/** Writes a post with a photo, and a comment under it. */
async function write({ client, family }: Joined) {
  const params = { family_id: family };
  const { id: photo_id } = await client.createPhoto({ params, body: TINY_PICTURE });
  const { id: post_id } = await client.createPost({
    params,
    body: { text: "A post", photos: [{ id: photo_id }] },
  });
  const body = { text: "A comment" };
  const { id: comment_id } = await client.createComment({ params: { post_id }, body });
  return { post_id, comment_id, photo_id };
}

async function toCaller(circle: Circle, caller: Joined, familyId: string): Promise<TestCaller> {
  const { client, token, id, password } = caller;
  const [session] = await client.listSessions({});
  const { id: token_id } = await client.createToken({ body: { name: "of no matter" } });
  const profile = await client.getProfile({});
  const isMember = profile.families.some(({ id }) => id === familyId);
  const params = { family_id: familyId };
  const written = isMember ? await write({ ...caller, family: familyId }) : undefined;
  return {
    token,
    account_id: id,
    password,
    session_id: session!.id,
    new_session_id: await signInByApproval(circle, caller),
    token_id,
    passkey_id: await insertPasskey(circle, id),
    own_person_id: isMember ? await findPersonOf(caller, familyId, id) : NOBODY,
    added_person_id: isMember
      ? (await client.createPerson({ params, body: { name: "Ben" } })).id
      : NOBODY,
    own_feed_id: isMember
      ? (await client.createFeed({ params, body: { name: "my tablet" } })).id
      : NOBODY,
    own_post_id: written?.post_id ?? NOBODY,
    own_comment_id: written?.comment_id ?? NOBODY,
  };
}

const NOBODY = "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21";

/** The script tokens of an owner, each as a caller. */
async function makeScripts({ client, family }: Joined, owner: TestCaller) {
  const { id: elsewhere } = await client.createFamily({ body: { name: "Elsewhere" } });
  const bodies = {
    "full": { name: "full" },
    "read-only": { name: "read-only", read_only: true },
    "bound": { name: "bound", family },
    "elsewhere": { name: "elsewhere", family: elsewhere },
  };
  const scripts: Record<string, TestCaller> = {};
  for (const [name, body] of Object.entries(bodies)) {
    scripts[name] = { ...owner, token: (await client.createToken({ body })).token };
  }
  return scripts;
}
