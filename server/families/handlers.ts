import { acceptInvite, previewInvite } from "./accept_invite.ts";
import { createResetCode } from "./create_reset_code.ts";
import {
  createFamily,
  deleteFamily,
  getFamily,
  listFamilies,
  listFamilyLog,
  updateFamily,
} from "./manage_families.ts";
import { createInvite, listInvites, revokeInvite } from "./manage_invites.ts";
import { listFamilyMembers, listMembers, removeMember, setMemberRole } from "./manage_members.ts";

/** The endpoints of families, their members, invites and log. */
export const FAMILY_HANDLERS = {
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
};
