import {
  askToDeleteAccount,
  deleteAccount,
  exportAccount,
  keepPassword,
  renameAccount,
  showAccount,
} from "./account.tsx";
import { showBirthdays } from "./birthdays.tsx";
import { endDevice, endOtherDevices, showDevices } from "./devices.tsx";
import { createFamily, showFamilies } from "./families.tsx";
import { showFamily } from "./family.tsx";
import { createFeed, revokeFeed, showFeeds } from "./feeds.tsx";
import { createInvite, revokeInvite, showInvites } from "./invites.tsx";
import { joinAsNew, joinWithAccount, previewInvite, showJoin, signInToJoin } from "./join.tsx";
import { markSeen, react, showJournal, writePost } from "./journal.tsx";
import { showLog } from "./log.tsx";
import { askToRemoveMember, removeMember, setRole, showMember } from "./members.tsx";
import { memberRoute, openRoute, type PageRoute } from "./page.ts";
import { changePassword, resetPassword, showChangePassword, showReset } from "./password.tsx";
import { downloadPeople, showPeople } from "./people.tsx";
import { askToRemovePerson, removePerson, showPerson } from "./person.tsx";
import { addPerson, editPerson, showEditPerson, showNewPerson } from "./person_form.tsx";
import { registerFirst, showRegister } from "./register.tsx";
import {
  askToDeleteFamily,
  askToLeave,
  deleteFamily,
  leaveFamily,
  renameFamily,
  showSettings,
} from "./settings.tsx";
import { askForResetCode, createResetCode } from "./reset_code.tsx";
import {
  askToDeletePost,
  deleteComment,
  deletePost,
  editPost,
  showEditPost,
  showPost,
  writeComment,
} from "./post_page.tsx";
import { revokeToken, showTokens } from "./tokens.tsx";
import { showSignIn, showStart, signIn, signOut } from "./sign_in.tsx";

/** Every page, and every form on one. */
export const PAGES: readonly PageRoute[] = [
  openRoute("GET", "/", showStart),
  openRoute("GET", "/sign-in", showSignIn),
  openRoute("POST", "/sign-in", signIn),
  openRoute("POST", "/sign-out", signOut),
  openRoute("GET", "/join", showJoin),
  openRoute("POST", "/join", previewInvite),
  openRoute("POST", "/join/new", joinAsNew),
  openRoute("POST", "/join/mine", joinWithAccount),
  openRoute("POST", "/join/sign-in", signInToJoin),
  openRoute("GET", "/start", showRegister),
  openRoute("POST", "/start", registerFirst),
  openRoute("GET", "/reset", showReset),
  openRoute("POST", "/reset", resetPassword),
  memberRoute("GET", "/account", showAccount),
  memberRoute("POST", "/account/name", renameAccount),
  memberRoute("GET", "/account/password", showChangePassword),
  memberRoute("POST", "/account/password", changePassword),
  memberRoute("POST", "/account/password/keep", keepPassword),
  memberRoute("GET", "/account/devices", showDevices),
  memberRoute("POST", "/account/devices/end-others", endOtherDevices),
  memberRoute("POST", "/account/devices/:session_id/end", endDevice),
  memberRoute("GET", "/account/tokens", showTokens),
  memberRoute("POST", "/account/tokens/:token_id/revoke", revokeToken),
  memberRoute("POST", "/account/export", exportAccount),
  memberRoute("GET", "/account/delete", askToDeleteAccount),
  memberRoute("POST", "/account/delete", deleteAccount),
  memberRoute("GET", "/f", showFamilies),
  memberRoute("POST", "/f", createFamily),
  memberRoute("GET", "/f/:family_id", showFamily),
  memberRoute("GET", "/f/:family_id/journal", showJournal),
  memberRoute("POST", "/f/:family_id/journal", writePost),
  memberRoute("POST", "/f/:family_id/journal/seen", markSeen),
  memberRoute("GET", "/f/:family_id/journal/:post_id", showPost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/reaction", react),
  memberRoute("POST", "/f/:family_id/journal/:post_id/comments", writeComment),
  memberRoute("POST", "/f/:family_id/journal/:post_id/comments/:comment_id/delete", deleteComment),
  memberRoute("GET", "/f/:family_id/journal/:post_id/edit", showEditPost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/edit", editPost),
  memberRoute("GET", "/f/:family_id/journal/:post_id/delete", askToDeletePost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/delete", deletePost),
  memberRoute("GET", "/f/:family_id/people", showPeople),
  memberRoute("POST", "/f/:family_id/people/download", downloadPeople),
  memberRoute("GET", "/f/:family_id/people/new", showNewPerson),
  memberRoute("POST", "/f/:family_id/people/new", addPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id", showPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id/edit", showEditPerson),
  memberRoute("POST", "/f/:family_id/people/:person_id/edit", editPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id/remove", askToRemovePerson),
  memberRoute("POST", "/f/:family_id/people/:person_id/remove", removePerson),
  memberRoute("GET", "/f/:family_id/birthdays", showBirthdays),
  memberRoute("GET", "/f/:family_id/feeds", showFeeds),
  memberRoute("POST", "/f/:family_id/feeds", createFeed),
  memberRoute("POST", "/f/:family_id/feeds/:feed_id/revoke", revokeFeed),
  memberRoute("GET", "/f/:family_id/log", showLog),
  memberRoute("GET", "/f/:family_id/invites", showInvites),
  memberRoute("POST", "/f/:family_id/invites", createInvite),
  memberRoute("POST", "/f/:family_id/invites/:invite_id/revoke", revokeInvite),
  memberRoute("GET", "/f/:family_id/members/:account_id", showMember),
  memberRoute("POST", "/f/:family_id/members/:account_id/role", setRole),
  memberRoute("GET", "/f/:family_id/members/:account_id/remove", askToRemoveMember),
  memberRoute("POST", "/f/:family_id/members/:account_id/remove", removeMember),
  memberRoute("GET", "/f/:family_id/members/:account_id/reset", askForResetCode),
  memberRoute("POST", "/f/:family_id/members/:account_id/reset", createResetCode),
  memberRoute("GET", "/f/:family_id/settings", showSettings),
  memberRoute("POST", "/f/:family_id/settings/name", renameFamily),
  memberRoute("GET", "/f/:family_id/leave", askToLeave),
  memberRoute("POST", "/f/:family_id/leave", leaveFamily),
  memberRoute("GET", "/f/:family_id/delete", askToDeleteFamily),
  memberRoute("POST", "/f/:family_id/delete", deleteFamily),
];
