import type { Role } from "../../shared/contract/fields.ts";
import { GOOD_PASSWORD } from "../support/circle.ts";
import { decodePart } from "../support/sign_token.ts";
import { TINY_PICTURE } from "../support/tiny_picture.ts";
import type { FamilyIds, TestCaller, World } from "./permission_world.ts";

/** What is sent for a row of the table of permissions. */
export interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Makes the input of a call from the ids that it is about and the caller. */
type Call = (ids: FamilyIds, caller: TestCaller, world: World) => Input;

const nothing: Call = () => ({});

function inFamily(body?: object): Call {
  return ({ family_id }) => ({ params: { family_id }, body });
}

type Target = "member_id" | "admin_id" | "owner_id";

function onMember(target: Target, body?: object): Call {
  return (ids) => ({
    params: { family_id: ids.family_id, account_id: ids[target] },
    body,
  });
}

function onOneself(body?: object): Call {
  return ({ family_id }, { account_id }) => ({ params: { family_id, account_id }, body });
}

function roleOf(target: Target, role: Role): Call {
  return onMember(target, { role });
}

type PersonTarget = "person_id" | "member_person_id" | "owner_person_id";

function onPerson(target: PersonTarget, body?: object): Call {
  return (ids) => ({
    params: { family_id: ids.family_id, person_id: ids[target] },
    body,
  });
}

/** On a post, a comment or a photo that the caller has nothing to do with. */
function onPost(target: "post_id" | "comment_id" | "photo_id", body?: object): Call {
  return (ids) => ({ params: { [target]: ids[target] }, body });
}

/** On a post or a comment that the caller has written, if they could. */
function onOwn(target: "own_post_id" | "own_comment_id", body?: object): Call {
  const name = target.slice("own_".length);
  return (ids, caller) => ({
    params: { [name]: target in ids ? String(ids[target as keyof FamilyIds]) : caller[target] },
    body,
  });
}

const change = { birthday: "1946-11-30" };

/** What is sent for each row, by its title; where nothing is, nothing needs to be. */
export const PERMISSION_CALLS: Readonly<Record<string, Call>> = {
  "register": () => ({ body: newcomer }),
  "register by an invite": (_place, _caller, { inviteCode: invite }) => ({
    body: { ...newcomer, invite },
  }),
  "login": (_place, _caller, { owner: { email, password } }) => ({ body: { email, password } }),
  "refresh": (_place, _caller, { owner }) => ({ body: { refresh_token: owner.refreshToken } }),
  "proveServer": (_place, _caller, { owner }) => ({
    body: { session_id: decodePart(owner.token, 1).sid, challenge: "x".repeat(43) },
  }),
  "createSignInRequest": nothing,
  "pollSignInRequest": (_place, _caller, { approvedSecret: secret }) => ({ body: { secret } }),
  "finishSignInRequest": (_place, _caller, { approvedSecret: secret }) => ({ body: { secret } }),
  "createPasskeyLoginOptions": nothing,
  "loginByPasskey": () => ({ body: { response: passkeyAnswer } }),
  "resetPassword": (_place, _caller, { resetCode: code }) => ({
    body: { code, new_password: newPassword },
  }),
  "previewInvite": (_place, _caller, { inviteCode: code }) => ({ body: { code } }),
  "getHealth": nothing,
  "getReadiness": nothing,
  "getOpenApi": nothing,
  "getDocs": nothing,
  "getMetrics": nothing,

  "getProfile": nothing,
  "updateProfile": () => ({ body: { name: "Somebody" } }),
  "changeEmail": (_place, { password }) => ({ body: { email: "other@example.org", password } }),
  "changePassword": (_place, { password }) => ({
    body: { current_password: password, new_password: newPassword },
  }),
  "keepPassword": nothing,
  "deleteProfile": (_place, { password }) => ({ body: { password } }),
  "deleteProfileByPost": (_place, { password }) => ({ body: { password } }),
  "logout": nothing,
  "confirmPassword": (_place, { password }) => ({ body: { password } }),
  "listSessions": nothing,
  "keepSession of a new device": (ids, { new_session_id }) => ({
    params: {
      session_id: "new_session_id" in ids ? String(ids.new_session_id) : new_session_id,
    },
  }),
  "previewSignInRequest": (_place, _caller, { signInCode: code }) => ({ body: { code } }),
  "approveSignInRequest": (_place, _caller, { signInCode: code }) => ({ body: { code } }),
  "refuseSignInRequest": (_place, _caller, { signInCode: code }) => ({ body: { code } }),
  "createPasskeyOptions": (_place, { password }) => ({ body: { password } }),
  "addPasskey": () => ({ body: { name: "another", response: newPasskey } }),
  "listPasskeys": nothing,
  "keepPasskey of one's own": (ids, { passkey_id }) => ({
    params: { passkey_id: "passkey_id" in ids ? String(ids.passkey_id) : passkey_id },
  }),
  "removePasskey of one's own": (ids, { passkey_id, password }) => ({
    params: { passkey_id: "passkey_id" in ids ? String(ids.passkey_id) : passkey_id },
    body: { password },
  }),
  "removePasskeyByPost of one's own": (ids, { passkey_id, password }) => ({
    params: { passkey_id: "passkey_id" in ids ? String(ids.passkey_id) : passkey_id },
    body: { password },
  }),
  "endSession of one's own": (ids, { session_id }) => ({
    params: { session_id: "session_id" in ids ? String(ids.session_id) : session_id },
  }),
  "listTokens": nothing,
  "createToken": () => ({ body: { name: "another" } }),
  "createToken for the family": ({ family_id: family }) => ({ body: { name: "another", family } }),
  "updateToken of one's own": (ids, { token_id }) => ({
    params: { token_id: "token_id" in ids ? String(ids.token_id) : token_id },
    body: { name: "another name" },
  }),
  "revokeToken of one's own": (ids, { token_id }) => ({
    params: { token_id: "token_id" in ids ? String(ids.token_id) : token_id },
  }),

  "listFamilies": nothing,
  "createFamily": () => ({ body: { name: "Another" } }),
  "getFamily": inFamily(),
  "updateFamily": inFamily({ name: "Another" }),
  "deleteFamily": inFamily(),
  "listFamilyLog": inFamily(),

  "listFamilyMembers of no named family": nothing,
  "listFamilyMembers of the family": ({ family_id: family }) => ({ query: { family } }),
  "listMembers": inFamily(),
  "setMemberRole of a member to admin": roleOf("member_id", "admin"),
  "setMemberRole of a member to owner": roleOf("member_id", "owner"),
  "setMemberRole of an admin to member": roleOf("admin_id", "member"),
  "setMemberRole of an owner to member": roleOf("owner_id", "member"),
  "setMemberRole of oneself to member": onOneself({ role: "member" }),
  "setMemberRole of oneself to owner": onOneself({ role: "owner" }),
  "removeMember a member": onMember("member_id"),
  "removeMember an admin": onMember("admin_id"),
  "removeMember an owner": onMember("owner_id"),
  "removeMember oneself": onOneself(),
  "createResetCode of a member": onMember("member_id"),
  "createResetCode of oneself": onOneself(),

  "listPeople": inFamily(),
  "createPerson": inFamily({ name: "Ben", birthday: "--02-29" }),
  "getPerson": onPerson("person_id"),
  "updatePerson without an account": onPerson("person_id", change),
  "updatePerson who is a member": onPerson("member_person_id", change),
  "updatePerson who is the owner": onPerson("owner_person_id", change),
  "updatePerson who is oneself": ({ family_id }, { own_person_id: person_id }) => ({
    params: { family_id, person_id },
    body: change,
  }),
  "deletePerson of another": onPerson("person_id"),
  "deletePerson added by oneself": ({ family_id }, { added_person_id: person_id }) => ({
    params: { family_id, person_id },
  }),
  "deletePerson who is a member": onPerson("member_person_id"),
  "exportVcards": inFamily(),
  "exportCsv": inFamily(),
  "exportBirthdays": inFamily(),
  "exportFamily": inFamily(),
  "listBirthdays": inFamily(),

  "listPosts": inFamily(),
  "listPosts by words": ({ family_id }) => ({ params: { family_id }, query: { q: "first" } }),
  "createPhoto": inFamily(TINY_PICTURE),
  "getPhoto": onPost("photo_id"),
  "createPost": inFamily({ text: "First day at school!" }),
  "getPost": onPost("post_id"),
  "updatePost of another": onPost("post_id", { text: "Changed" }),
  "updatePost of one's own": onOwn("own_post_id", { text: "Changed" }),
  "deletePost of another": onPost("post_id"),
  "deletePost of one's own": onOwn("own_post_id"),
  "listComments": onPost("post_id"),
  "createComment": onPost("post_id", { text: "How tall she is!" }),
  "updateComment of another": onPost("comment_id", { text: "Changed" }),
  "updateComment of one's own": onOwn("own_comment_id", { text: "Changed" }),
  "deleteComment of another": onPost("comment_id"),
  "deleteComment of one's own": onOwn("own_comment_id"),
  "setReaction": onPost("post_id", { kind: "heart" }),
  "removeReaction": onPost("post_id"),
  "getOwnJournal": nothing,
  "getOwnJournal of the family": ({ family_id }) => ({ query: { family_id } }),
  "getSeen": inFamily(),
  "setSeen": inFamily({ until: "2026-01-01T00:00:00.000Z" }),

  "listFeeds": inFamily(),
  "createFeed": inFamily({ name: "my phone" }),
  "deleteFeed of another": ({ family_id, feed_id }) => ({ params: { family_id, feed_id } }),
  "deleteFeed made by oneself": ({ family_id }, { own_feed_id: feed_id }) => ({
    params: { family_id, feed_id },
  }),
  "readFeed": (_place, _caller, { feedSecret: secret }) => ({ params: { secret } }),

  "listInvites": inFamily(),
  "createInvite as member": inFamily({ role: "member" }),
  "createInvite as admin": inFamily({ role: "admin" }),
  "createInvite as owner": inFamily({ role: "owner" }),
  "createInvite for a person": ({ family_id, person_id: person }) => ({
    params: { family_id },
    body: { person },
  }),
  "createInvite for a member": ({ family_id, member_person_id: person }) => ({
    params: { family_id },
    body: { person },
  }),
  "revokeInvite as member": ({ family_id, invite_id }) => ({ params: { family_id, invite_id } }),
  "revokeInvite as owner": ({ family_id, owner_invite_id: invite_id }) => ({
    params: { family_id, invite_id },
  }),
  "acceptInvite": (_place, _caller, { inviteCode: code }) => ({ body: { code } }),
};

const newcomer = { email: "new@example.org", name: "Newcomer", password: GOOD_PASSWORD };

const newPasskey = {
  id: "AAAA",
  response: { clientDataJSON: "AAAA", attestationObject: "AAAA" },
};

const passkeyAnswer = {
  id: "AAAA",
  response: {
    clientDataJSON: "AAAA",
    authenticatorData: "AAAA",
    signature: "AAAA",
    userHandle: "AAAA",
  },
};

const newPassword = "a garden full of boats";
