import { getProfile, updateProfile } from "./accounts/profile.ts";
import { register } from "./accounts/register.ts";
import { listFamilyMembers } from "./families/list_family_members.ts";
import type { Handlers } from "./handler.ts";
import { getHealth, getReadiness } from "./health.ts";
import { login } from "./sessions/login.ts";
import { logout } from "./sessions/logout.ts";
import { refresh } from "./sessions/refresh.ts";

/** Every endpoint's handler: one that is missing does not compile. */
export const HANDLERS: Handlers = {
  register,
  getProfile,
  updateProfile,
  login,
  refresh,
  logout,
  listFamilyMembers,
  getHealth,
  getReadiness,
};
