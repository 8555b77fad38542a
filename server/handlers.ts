import { changePassword } from "./accounts/change_password.ts";
import { deleteProfile } from "./accounts/delete_profile.ts";
import { getProfile, updateProfile } from "./accounts/profile.ts";
import { register } from "./accounts/register.ts";
import { resetPassword } from "./accounts/reset_password.ts";
import { createFamily } from "./families/create_family.ts";
import {
  deleteFamily,
  getFamily,
  listFamilies,
  listFamilyLog,
  updateFamily,
} from "./families/families.ts";
import type { Handlers } from "./handler.ts";
import { getHealth, getReadiness } from "./health.ts";
import { createInvite, listInvites, revokeInvite } from "./invites/manage_invites.ts";
import { acceptInvite, previewInvite } from "./invites/use_invite.ts";
import { removeMember, setMemberRole } from "./members/change_member.ts";
import { listFamilyMembers, listMembers } from "./members/list_members.ts";
import { createResetCode } from "./members/create_reset_code.ts";
import { login } from "./sessions/login.ts";
import { logout } from "./sessions/logout.ts";
import { endSession, listSessions } from "./sessions/own_sessions.ts";
import { refresh } from "./sessions/refresh.ts";
import { createToken, listTokens, revokeToken } from "./tokens/script_tokens.ts";

/** Every endpoint's handler: one that is missing does not compile. */
export const HANDLERS: Handlers = {
  register,
  getProfile,
  updateProfile,
  changePassword,
  resetPassword,
  deleteProfile,
  login,
  refresh,
  logout,
  listSessions,
  endSession,
  listTokens,
  createToken,
  revokeToken,
  listFamilies,
  createFamily,
  getFamily,
  updateFamily,
  deleteFamily,
  listFamilyLog,
  listFamilyMembers,
  listMembers,
  setMemberRole,
  removeMember,
  createResetCode,
  listInvites,
  createInvite,
  revokeInvite,
  previewInvite,
  acceptInvite,
  getHealth,
  getReadiness,
};
