import { removeMember, setMemberRole } from "./change_member.ts";
import { createFamily } from "./create_family.ts";
import { createResetCode } from "./create_reset_code.ts";
import { deleteFamily, getFamily, listFamilies, listFamilyLog, updateFamily } from "./families.ts";
import { listFamilyMembers, listMembers } from "./list_members.ts";
import { createInvite, listInvites, revokeInvite } from "./manage_invites.ts";
import { acceptInvite, previewInvite } from "./use_invite.ts";

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
