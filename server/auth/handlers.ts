import { changePassword } from "./change_password.ts";
import { confirmPassword } from "./confirm_password.ts";
import { keepPassword } from "./keep_password.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { createToken, listTokens, revokeToken, updateToken } from "./manage_tokens.ts";
import { endSession, listSessions } from "./own_sessions.ts";
import { refresh } from "./refresh.ts";

/** The endpoints of passwords, sessions and script tokens. */
export const AUTH_HANDLERS = {
  changePassword,
  keepPassword,
  login,
  refresh,
  logout,
  confirmPassword,
  listSessions,
  endSession,
  listTokens,
  createToken,
  updateToken,
  revokeToken,
};
