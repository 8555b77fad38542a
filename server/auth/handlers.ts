import {
  approveSignInRequest,
  previewSignInRequest,
  refuseSignInRequest,
} from "./approve_sign_in.ts";
import { login } from "./login.ts";
import { createPasskeyLoginOptions, loginByPasskey } from "./login_by_passkey.ts";
import {
  addPasskey,
  createPasskeyOptions,
  keepPasskey,
  listPasskeys,
  removePasskey,
} from "./manage_passkeys.ts";
import { changePassword, confirmPassword, keepPassword } from "./manage_password.ts";
import { endSession, keepSession, listSessions, logout } from "./manage_sessions.ts";
import { createToken, listTokens, revokeToken, updateToken } from "./manage_tokens.ts";
import { proveServer } from "./prove_server.ts";
import { refresh } from "./refresh.ts";
import { createSignInRequest, finishSignInRequest, pollSignInRequest } from "./request_sign_in.ts";

/** The endpoints of passwords, sessions, passkeys and script tokens. */
export const AUTH_HANDLERS = {
  changePassword,
  keepPassword,
  login,
  refresh,
  proveServer,
  logout,
  confirmPassword,
  listSessions,
  keepSession,
  endSession,
  createSignInRequest,
  pollSignInRequest,
  finishSignInRequest,
  previewSignInRequest,
  approveSignInRequest,
  refuseSignInRequest,
  createPasskeyLoginOptions,
  loginByPasskey,
  createPasskeyOptions,
  addPasskey,
  keepPasskey,
  listPasskeys,
  removePasskey,
  removePasskeyByPost: removePasskey,
  listTokens,
  createToken,
  updateToken,
  revokeToken,
};
