import {
  askToDeleteAccount,
  showAccount,
  submitDeleteAccount,
  submitExportAccount,
  submitKeepPassword,
  submitRenameAccount,
} from "./account.tsx";
import {
  showApprove,
  submitApproveDevice,
  submitPreviewDevice,
  submitRefuseDevice,
} from "./approve.tsx";
import { showAskDevice, submitAskDevice, submitGoOn, submitStopAsking } from "./ask_device.tsx";
import { showBirthdays } from "./birthdays.tsx";
import {
  askToDeleteComment,
  showEditComment,
  submitDeleteComment,
  submitEditComment,
  submitWriteComment,
} from "./comment_pages.tsx";
import {
  showDevices,
  submitEndDevice,
  submitEndOtherDevices,
  submitKeepDevice,
} from "./devices.tsx";
import { showChangeEmail, submitChangeEmail } from "./email.tsx";
import { showEditPost, submitEditPost } from "./edit_post.tsx";
import { showFamilies, submitCreateFamily } from "./families.tsx";
import { showFamily } from "./family.tsx";
import { showFeeds, submitCreateFeed, submitRevokeFeed } from "./feeds.tsx";
import { showInvites, submitCreateInvite, submitRevokeInvite } from "./invites.tsx";
import {
  showJoin,
  submitJoinAsNew,
  submitJoinWithAccount,
  submitPreviewInvite,
  submitSignInToJoin,
} from "./join.tsx";
import { showJournal, submitMarkSeen, submitWritePost } from "./journal.tsx";
import { showLog } from "./log.tsx";
import { askToRemoveMember, showMember, submitRemoveMember, submitSetRole } from "./members.tsx";
import { memberRoute, openRoute, type PageRoute } from "./page.ts";
import {
  showChangePassword,
  showReset,
  submitChangePassword,
  submitResetPassword,
} from "./password.tsx";
import { showPeople, submitDownloadPeople } from "./people.tsx";
import {
  showPasskeys,
  submitAddPasskey,
  submitFinishPasskey,
  submitKeepPasskey,
} from "./passkeys.tsx";
import { askToRemovePasskey, submitRemovePasskey } from "./remove_passkey.tsx";
import { submitAskPasskey, submitSignInByPasskey } from "./sign_in_by_passkey.tsx";
import { askToRemovePerson, showPerson, submitRemovePerson } from "./person.tsx";
import {
  showEditPerson,
  showNewPerson,
  submitAddPerson,
  submitEditPerson,
} from "./person_form.tsx";
import { sendPicture, showPhoto } from "./photos.tsx";
import { showRegister, submitRegisterFirst } from "./register.tsx";
import {
  askToDeleteFamily,
  askToLeave,
  showSettings,
  submitDeleteFamily,
  submitExportFamily,
  submitLeaveFamily,
  submitRenameFamily,
} from "./settings.tsx";
import { askForResetCode, submitCreateResetCode } from "./reset_code.tsx";
import { askToDeletePost, showPost, submitDeletePost, submitReact } from "./post_page.tsx";
import { showTokens, submitRevokeToken } from "./tokens.tsx";
import { showSignIn, showStart, submitSignIn, submitSignOut } from "./sign_in.tsx";

const COMMENT = "/f/:family_id/journal/:post_id/comments/:comment_id";

/** Every page, and every form on one. */
export const PAGES: readonly PageRoute[] = [
  openRoute("GET", "/", showStart),
  openRoute("GET", "/sign-in", showSignIn),
  openRoute("POST", "/sign-in", submitSignIn),
  openRoute("POST", "/sign-in/passkey", submitAskPasskey),
  openRoute("POST", "/sign-in/passkey/finish", submitSignInByPasskey),
  openRoute("GET", "/sign-in/device", showAskDevice),
  openRoute("POST", "/sign-in/device", submitAskDevice),
  openRoute("POST", "/sign-in/device/go-on", submitGoOn),
  openRoute("POST", "/sign-in/device/stop", submitStopAsking),
  openRoute("POST", "/sign-out", submitSignOut),
  openRoute("GET", "/join", showJoin),
  openRoute("POST", "/join", submitPreviewInvite),
  openRoute("POST", "/join/new", submitJoinAsNew),
  openRoute("POST", "/join/mine", submitJoinWithAccount),
  openRoute("POST", "/join/sign-in", submitSignInToJoin),
  openRoute("GET", "/start", showRegister),
  openRoute("POST", "/start", submitRegisterFirst),
  openRoute("GET", "/reset", showReset),
  openRoute("POST", "/reset", submitResetPassword),
  memberRoute("GET", "/approve", showApprove),
  memberRoute("POST", "/approve", submitPreviewDevice),
  memberRoute("POST", "/approve/yes", submitApproveDevice),
  memberRoute("POST", "/approve/no", submitRefuseDevice),
  memberRoute("GET", "/account", showAccount),
  memberRoute("POST", "/account/name", submitRenameAccount),
  memberRoute("GET", "/account/email", showChangeEmail),
  memberRoute("POST", "/account/email", submitChangeEmail),
  memberRoute("GET", "/account/password", showChangePassword),
  memberRoute("POST", "/account/password", submitChangePassword),
  memberRoute("POST", "/account/password/keep", submitKeepPassword),
  memberRoute("GET", "/account/devices", showDevices),
  memberRoute("POST", "/account/devices/end-others", submitEndOtherDevices),
  memberRoute("POST", "/account/devices/:session_id/end", submitEndDevice),
  memberRoute("POST", "/account/devices/:session_id/keep", submitKeepDevice),
  memberRoute("GET", "/account/passkeys", showPasskeys),
  memberRoute("POST", "/account/passkeys", submitAddPasskey),
  memberRoute("POST", "/account/passkeys/finish", submitFinishPasskey),
  memberRoute("POST", "/account/passkeys/:passkey_id/keep", submitKeepPasskey),
  memberRoute("GET", "/account/passkeys/:passkey_id/remove", askToRemovePasskey),
  memberRoute("POST", "/account/passkeys/:passkey_id/remove", submitRemovePasskey),
  memberRoute("GET", "/account/tokens", showTokens),
  memberRoute("POST", "/account/tokens/:token_id/revoke", submitRevokeToken),
  memberRoute("POST", "/account/export", submitExportAccount),
  memberRoute("GET", "/account/delete", askToDeleteAccount),
  memberRoute("POST", "/account/delete", submitDeleteAccount),
  memberRoute("GET", "/f", showFamilies),
  memberRoute("POST", "/f", submitCreateFamily),
  memberRoute("GET", "/f/:family_id", showFamily),
  memberRoute("GET", "/f/:family_id/journal", showJournal),
  memberRoute("POST", "/f/:family_id/journal", submitWritePost, sendPicture),
  memberRoute("GET", "/f/:family_id/photos/:photo_id", showPhoto),
  memberRoute("POST", "/f/:family_id/journal/seen", submitMarkSeen),
  memberRoute("GET", "/f/:family_id/journal/:post_id", showPost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/reaction", submitReact),
  memberRoute("POST", "/f/:family_id/journal/:post_id/comments", submitWriteComment),
  memberRoute("GET", `${COMMENT}/edit`, showEditComment),
  memberRoute("POST", `${COMMENT}/edit`, submitEditComment),
  memberRoute("GET", `${COMMENT}/delete`, askToDeleteComment),
  memberRoute("POST", `${COMMENT}/delete`, submitDeleteComment),
  memberRoute("GET", "/f/:family_id/journal/:post_id/edit", showEditPost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/edit", submitEditPost, sendPicture),
  memberRoute("GET", "/f/:family_id/journal/:post_id/delete", askToDeletePost),
  memberRoute("POST", "/f/:family_id/journal/:post_id/delete", submitDeletePost),
  memberRoute("GET", "/f/:family_id/people", showPeople),
  memberRoute("POST", "/f/:family_id/people/download", submitDownloadPeople),
  memberRoute("GET", "/f/:family_id/people/new", showNewPerson),
  memberRoute("POST", "/f/:family_id/people/new", submitAddPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id", showPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id/edit", showEditPerson),
  memberRoute("POST", "/f/:family_id/people/:person_id/edit", submitEditPerson),
  memberRoute("GET", "/f/:family_id/people/:person_id/remove", askToRemovePerson),
  memberRoute("POST", "/f/:family_id/people/:person_id/remove", submitRemovePerson),
  memberRoute("GET", "/f/:family_id/birthdays", showBirthdays),
  memberRoute("GET", "/f/:family_id/feeds", showFeeds),
  memberRoute("POST", "/f/:family_id/feeds", submitCreateFeed),
  memberRoute("POST", "/f/:family_id/feeds/:feed_id/revoke", submitRevokeFeed),
  memberRoute("GET", "/f/:family_id/log", showLog),
  memberRoute("GET", "/f/:family_id/invites", showInvites),
  memberRoute("POST", "/f/:family_id/invites", submitCreateInvite),
  memberRoute("POST", "/f/:family_id/invites/:invite_id/revoke", submitRevokeInvite),
  memberRoute("GET", "/f/:family_id/members/:account_id", showMember),
  memberRoute("POST", "/f/:family_id/members/:account_id/role", submitSetRole),
  memberRoute("GET", "/f/:family_id/members/:account_id/remove", askToRemoveMember),
  memberRoute("POST", "/f/:family_id/members/:account_id/remove", submitRemoveMember),
  memberRoute("GET", "/f/:family_id/members/:account_id/reset", askForResetCode),
  memberRoute("POST", "/f/:family_id/members/:account_id/reset", submitCreateResetCode),
  memberRoute("GET", "/f/:family_id/settings", showSettings),
  memberRoute("POST", "/f/:family_id/settings/name", submitRenameFamily),
  memberRoute("POST", "/f/:family_id/export", submitExportFamily),
  memberRoute("GET", "/f/:family_id/leave", askToLeave),
  memberRoute("POST", "/f/:family_id/leave", submitLeaveFamily),
  memberRoute("GET", "/f/:family_id/delete", askToDeleteFamily),
  memberRoute("POST", "/f/:family_id/delete", submitDeleteFamily),
];
