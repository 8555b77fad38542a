import {
  askToDeleteAccount,
  postDeleteAccount,
  postExportAccount,
  postKeepPassword,
  postRenameAccount,
  showAccount,
} from "./account.tsx";
import { showBirthdays } from "./birthdays.tsx";
import { postEndDevice, postEndOtherDevices, showDevices } from "./devices.tsx";
import { postCreateFamily, showFamilies } from "./families.tsx";
import { showFamily } from "./family.tsx";
import { postCreateFeed, postRevokeFeed, showFeeds } from "./feeds.tsx";
import { postCreateInvite, postRevokeInvite, showInvites } from "./invites.tsx";
import { postJoinAsNew, postJoinWithAccount, postPreviewInvite, showJoin, postSignInToJoin } from "./join.tsx";
import { postMarkSeen, postReact, showJournal, postWritePost } from "./journal.tsx";
import { showLog } from "./log.tsx";
import { askToRemoveMember, postRemoveMember, postSetRole, showMember } from "./members.tsx";
import { memberRoute, openRoute, type PageRoute } from "./page.ts";
import { postChangePassword, postResetPassword, showChangePassword, showReset } from "./password.tsx";
import { postDownloadPeople, showPeople } from "./people.tsx";
import { askToRemovePerson, postRemovePerson, showPerson } from "./person.tsx";
import { postAddPerson, postEditPerson, showEditPerson, showNewPerson } from "./person_form.tsx";
import { postRegisterFirst, showRegister } from "./register.tsx";
import {
  askToDeleteFamily,
  askToLeave,
  postDeleteFamily,
  postLeaveFamily,
  postRenameFamily,
  showSettings,
} from "./settings.tsx";
import { askForResetCode, postCreateResetCode } from "./reset_code.tsx";
import {
  askToDeletePost,
  postDeleteComment,
  postDeletePost,
  postEditPost,
  showEditPost,
  showPost,
  postWriteComment,
} from "./post_page.tsx";
import { postRevokeToken, showTokens } from "./tokens.tsx";
import { showSignIn, showStart, postSignIn, postSignOut } from "./sign_in.tsx";

/** Every page, and every form on one. */
export const PAGES: readonly PageRoute[] = [
  openRoute("GET", "/", showStart),
  openRoute("GET", "/sign-in", showSignIn),
  openRoute("POST", "/sign-in", postSignIn),
  openRoute("POST", "/sign-out", postSignOut),
  openRoute("GET", "/join", showJoin),
  openRoute("POST", "/join", postPreviewInvite),
  openRoute("POST", "/join/new", postJoinAsNew),
  openRoute("POST", "/join/mine", postJoinWithAccount),
  openRoute("POST", "/join/sign-in", postSignInToJoin),
  openRoute("GET", "/start", showRegister),
  openRoute("POST", "/start", postRegisterFirst),
  openRoute("GET", "/reset", showReset),
  openRoute("POST", "/reset", postResetPassword),
  memberRoute("GET", "/account", showAccount),
  memberRoute("POST", "/account/name", postRenameAccount),
  memberRoute("GET", "/account/password", showChangePassword),
  memberRoute("POST", "/account/password", postChangePassword),
  memberRoute("POST", "/account/password/keep", postKeepPassword),
  memberRoute("GET", "/account/devices", showDevices),
  memberRoute("POST", "/account/devices/end-others", postEndOtherDevices),
  memberRoute("POST", "/account/devices/:session_id/end", postEndDevice),
  memberRoute("GET", "/account/tokens", showTokens),
  memberRoute("POST", "/account/tokens/:token_id/revoke", postRevokeToken),
  memberRoute("POST", "/account/export", postExportAccount),
  memberRoute("GET", "/account/delete", askToDeleteAccount),
  memberRoute("POST", "/account/delete", postDeleteAccount),
  memberRoute("GET", "/f", showFamilies),
  memberRoute("POST", "/f", postCreateFamily),
  memberRoute("GET", "/f/:family_id", showFamily),
  memberRoute("GET", "/f/:family_id/journal", showJournal),
  memberRoute("POST", "/f/:family_id/journal", postWritePost),
  memberRoute("POST", "/f/:family_id/journal/seen", postMarkSeen),
  memberRoute("GET", "/f/:family_id/journal/:post_id", showPost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/reaction", postReact),
  memberRoute("POST", "/f/:family_id/journal/:post_id/comments", postWriteComment),
  memberRoute("POST", "/f/:family_id/journal/:post_id/comments/:comment_id/delete", postDeleteComment),
  memberRoute("GET", "/f/:family_id/journal/:post_id/edit", showEditPost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/edit", postEditPost),
  memberRoute("GET", "/f/:family_id/journal/:post_id/delete", askToDeletePost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/delete", postDeletePost),
  memberRoute("GET", "/f/:family_id/people", showPeople),
  memberRoute("POST", "/f/:family_id/people/download", postDownloadPeople),
  memberRoute("GET", "/f/:family_id/people/new", showNewPerson),
  memberRoute("POST", "/f/:family_id/people/new", postAddPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id", showPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id/edit", showEditPerson),
  memberRoute("POST", "/f/:family_id/people/:person_id/edit", postEditPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id/remove", askToRemovePerson),
  memberRoute("POST", "/f/:family_id/people/:person_id/remove", postRemovePerson),
  memberRoute("GET", "/f/:family_id/birthdays", showBirthdays),
  memberRoute("GET", "/f/:family_id/feeds", showFeeds),
  memberRoute("POST", "/f/:family_id/feeds", postCreateFeed),
  memberRoute("POST", "/f/:family_id/feeds/:feed_id/revoke", postRevokeFeed),
  memberRoute("GET", "/f/:family_id/log", showLog),
  memberRoute("GET", "/f/:family_id/invites", showInvites),
  memberRoute("POST", "/f/:family_id/invites", postCreateInvite),
  memberRoute("POST", "/f/:family_id/invites/:invite_id/revoke", postRevokeInvite),
  memberRoute("GET", "/f/:family_id/members/:account_id", showMember),
  memberRoute("POST", "/f/:family_id/members/:account_id/role", postSetRole),
  memberRoute("GET", "/f/:family_id/members/:account_id/remove", askToRemoveMember),
  memberRoute("POST", "/f/:family_id/members/:account_id/remove", postRemoveMember),
  memberRoute("GET", "/f/:family_id/members/:account_id/reset", askForResetCode),
  memberRoute("POST", "/f/:family_id/members/:account_id/reset", postCreateResetCode),
  memberRoute("GET", "/f/:family_id/settings", showSettings),
  memberRoute("POST", "/f/:family_id/settings/name", postRenameFamily),
  memberRoute("GET", "/f/:family_id/leave", askToLeave),
  memberRoute("POST", "/f/:family_id/leave", postLeaveFamily),
  memberRoute("GET", "/f/:family_id/delete", askToDeleteFamily),
  memberRoute("POST", "/f/:family_id/delete", postDeleteFamily),
];
