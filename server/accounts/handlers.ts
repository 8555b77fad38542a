import { changeEmail } from "./change_email.ts";
import { deleteProfile } from "./delete_profile.ts";
import { getProfile, updateProfile } from "./profile.ts";
import { register } from "./register.ts";
import { resetPassword } from "./reset_password.ts";

/** The endpoints of a person's own account. */
export const ACCOUNT_HANDLERS = {
  register,
  getProfile,
  updateProfile,
  changeEmail,
  deleteProfile,
  deleteProfileByPost: deleteProfile,
  resetPassword,
};
