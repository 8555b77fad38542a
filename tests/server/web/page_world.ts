import { makePicture } from "../photos/sample_pictures.ts";
import { type Circle, type Joined, type NewAccount, startCircle } from "../../support/circle.ts";
import { signInByApproval } from "../../support/approval.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { insertPasskey } from "../../support/insert_passkey.ts";
import { rememberRows } from "../../support/remember_rows.ts";
import { Visitor } from "../../support/visitor.ts";

/** What the paths of pages can name, by the names of their parameters. */
export interface PageIds {
  readonly family_id: string;
  /** A member who is neither admin nor owner. */
  readonly account_id: string;
  /** Someone without an account. */
  readonly person_id: string;
  readonly invite_id: string;
  readonly feed_id: string;
  /** Of the owner: a post, and a comment to it. */
  readonly post_id: string;
  readonly photo_id: string;
  readonly comment_id: string;
  /** Of the owner: a device that came in by approval, and a script token. */
  readonly session_id: string;
  readonly token_id: string;
  readonly passkey_id: string;
}

/** Every kind of visitor of a family's pages. */
export const ROLES = ["stranger", "outsider", "ex-member", "member", "admin", "owner"] as const;
export type PageRole = typeof ROLES[number];

/** A circle with two families, and a browser for every kind of visitor of the first. */
export interface PageWorld extends AsyncDisposable {
  readonly circle: Circle;
  readonly visitors: Readonly<Record<PageRole, Visitor>>;
  readonly owner: Joined;
  /** Has an account, and is in none of the two families. */
  readonly outsider: Joined;
  readonly family: PageIds;
  /** Of a family that none of the visitors has ever been in. */
  readonly otherFamily: PageIds;
  /** Codes to use: an invite into the first family, and a reset code of its member. */
  readonly inviteCode: string;
  readonly resetCode: string;
  /** Of a device that waits for somebody to sign it in. */
  readonly signInCode: string;
  /** Of the request of the stranger's browser, which is approved. */
  readonly approvedCode: string;
  /** Makes everything as it was at first, with everybody signed in as they were. */
  readonly restore: () => Promise<void>;
}

/** Builds the world that the tests of all pages are about. */
export async function buildPageWorld(
  settings: Readonly<Record<string, string>> = {},
): Promise<PageWorld> {
  await using started = new AsyncDisposableStack();
  const circle = started.use(await startCircle({ CIRCLE_TIME_ZONE: "Europe/Berlin", ...settings }));
  const owner = await circle.join({ name: "Anna Berg" });
  const { ids: family, member } = await addEverything(circle, owner);
  const params = { family_id: owner.family };
  const people = {
    "outsider": await circle.join({ name: "Olaf" }),
    "ex-member": await addFamilyMember(circle, owner, { name: "Xaver" }),
    "member": member,
    "admin": await addFamilyMember(circle, owner, { name: "Carla", role: "admin" }),
    owner,
  };
  const secondOwner = await addFamilyMember(circle, owner, { name: "Ben", role: "owner" });
  await owner.client.removeMember({ params: { ...params, account_id: people["ex-member"].id } });
  const { ids: otherFamily } = await addEverything(circle, await circle.join({ name: "Paula" }));
  const { code: inviteCode } = await owner.client.createInvite({ params, body: { max_uses: 9 } });
  const { code: resetCode } = await owner.client.createResetCode({
    params: { ...params, account_id: member.id },
  });
  const signedIn: Partial<Record<PageRole, Visitor>> = { stranger: new Visitor(circle.url) };
  for (const [role, person] of Object.entries(people)) {
    signedIn[role as keyof typeof people] = await signInVisitor(circle, person);
  }
  await secondOwner.client.createResetCode({ params: { ...params, account_id: owner.id } });
  const approvedCode = await askForApproval(signedIn.stranger!, owner);
  const { code: signInCode } = await circle.client().createSignInRequest({});
  const restore = await rememberRows(circle.db);
  const kept = started.move();
  return {
    circle,
    visitors: signedIn as Record<PageRole, Visitor>, // each of them is set above
    owner,
    outsider: people.outsider,
    family,
    otherFamily,
    inviteCode,
    resetCode,
    signInCode,
    approvedCode,
    restore,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Someone with an account, signed in by a browser. */
export async function signInVisitor(
  circle: Circle,
  { email, password }: Pick<NewAccount, "email" | "password">,
): Promise<Visitor> {
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email, password });
  return visitor;
}

/** A browser asks to be signed in by another device, and somebody approves it; returns the code. */
async function askForApproval(stranger: Visitor, { client }: Joined): Promise<string> {
  await stranger.open("/sign-in/device");
  const { text } = await stranger.send("/sign-in/device");
  const [code = ""] = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(text) ?? [];
  await client.approveSignInRequest({ body: { code } });
  return code;
}

/** Puts into a family one of everything that a page can be about. */
async function addEverything(
  circle: Circle,
  owner: Joined,
): Promise<{ readonly ids: PageIds; readonly member: Joined }> {
  const { client, family: family_id } = owner;
  const params = { family_id };
  const member = await addFamilyMember(circle, owner, { name: "محمد بن عبد الله" });
  const photo = await client.createPhoto({ params, body: await makePicture() });
  const post = await client.createPost({
    params,
    body: { text: "First day at school!", photos: [{ id: photo.id, caption: 'Lea\'s "bag"' }] },
  });
  const comment = await client.createComment({
    params: { post_id: post.id },
    body: { text: "How tall she is!" },
  });
  await member.client.setReaction({ params: { post_id: post.id }, body: { kind: "laugh" } });
  await member.client.createPost({ params, body: { text: "See https://example.org/lea." } });
  const ids = {
    family_id,
    account_id: member.id,
    person_id: (await client.createPerson({ params, body: { name: "Oma" } })).id,
    invite_id: (await client.createInvite({ params, body: { note: "for Opa" } })).id,
    feed_id: (await client.createFeed({ params, body: { name: "my phone" } })).id,
    session_id: await signInByApproval(circle, owner),
    token_id: (await client.createToken({ body: { name: "photo wall" } })).id,
    passkey_id: await insertPasskey(circle, owner.id),
    post_id: post.id,
    photo_id: photo.id,
    comment_id: comment.id,
  };
  return { ids, member };
}

/** The address of a page about something. */
export function pagePathOf({ path }: { readonly path: string }, ids: PageIds): string {
  return path.replaceAll(/:(\w+)/g, (_, name) => ids[name as keyof PageIds]);
}
