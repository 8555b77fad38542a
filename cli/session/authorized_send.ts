import type { Send } from "../../shared/client.ts";
import type { SendOnce } from "./send.ts";
import { getToken, type RefreshDeps } from "./session_tokens.ts";

/** Sends calls with the token that they need; one that the server refuses is renewed, once. */
export function createAuthorizedSend(sendOnce: SendOnce, deps: RefreshDeps): Send {
  return async (call) => {
    if (!call.needsToken) return await sendOnce(call);
    const token = await getToken(deps);
    const response = await sendOnce(call, token);
    if (response.status !== 401 || !deps.identity.session?.refresh_token) return response;
    return await sendOnce(call, await getToken(deps, token));
  };
}
