import { changePassword } from "./change_password.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { endSession, listSessions } from "./own_sessions.ts";
import { refresh } from "./refresh.ts";
import { createToken, listTokens, revokeToken } from "./script_tokens.ts";

/** The endpoints of passwords, sessions and script tokens. */
export const AUTH_HANDLERS = {
  changePassword,
  login,
  refresh,
  logout,
  listSessions,
  endSession,
  listTokens,
  createToken,
  revokeToken,
};
