import type { Send } from "../../shared/client.ts";
import type { SendOnce } from "./send.ts";
import { getToken, type TokenRenewal } from "./session_tokens.ts";

/** Sends calls with the token that they need; one that the server refuses is renewed, once. */
export function createAuthorizedSend(sendOnce: SendOnce, renewal: TokenRenewal): Send {
  return async (call) => {
    if (!call.needsToken) return await sendOnce(call);
    const token = await getToken(renewal);
    const response = await sendOnce(call, token);
    if (response.status !== 401 || !renewal.identity.session?.refresh_token) return response;
    return await sendOnce(call, await getToken(renewal, token));
  };
}
