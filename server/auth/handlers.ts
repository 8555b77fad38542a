import { login } from "./login.ts";
import { changePassword, confirmPassword, keepPassword } from "./manage_password.ts";
import { endSession, listSessions, logout } from "./manage_sessions.ts";
import { createToken, listTokens, revokeToken, updateToken } from "./manage_tokens.ts";
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
