import { changePassword } from "./auth/change_password.ts";
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
import type { Handlers } from "./http/handler.ts";
import { getHealth, getReadiness } from "./http/health.ts";
import { createInvite, listInvites, revokeInvite } from "./families/manage_invites.ts";
import { acceptInvite, previewInvite } from "./families/use_invite.ts";
import { removeMember, setMemberRole } from "./families/change_member.ts";
import { listFamilyMembers, listMembers } from "./families/list_members.ts";
import { createResetCode } from "./families/create_reset_code.ts";
import { login } from "./auth/login.ts";
import { logout } from "./auth/logout.ts";
import { endSession, listSessions } from "./auth/own_sessions.ts";
import { refresh } from "./auth/refresh.ts";
import { createToken, listTokens, revokeToken } from "./auth/script_tokens.ts";

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
