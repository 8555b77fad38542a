import type { HttpBindings } from "@hono/node-server";
import { matchAddresses, readAddress } from "../config/ip_address.ts";
import { findClientAddress } from "./client_address.ts";
import type { AppContext } from "./context.ts";
import type { Deps } from "./deps.ts";

/** Makes the function that finds the client of a request. */
export function createClientReader({ config, log }: Deps) {
  const isTrusted = matchAddresses(config.trustedProxies);
  let hasHinted = false;

  /** Hints once at a proxy that is not trusted: all its clients then count as one. */
  function hintAtProxy(peer: string): void {
    if (hasHinted || isTrusted(readAddress(peer) ?? peer)) return;
    hasHinted = true;
    log.warn("X-Forwarded-For ignored", {
      peer,
      hint: "If a proxy of yours has this address, name it in CIRCLE_TRUSTED_PROXIES.",
    });
  }

  return (context: AppContext) => {
    const { incoming } = context.env as HttpBindings; // passed on by the listener
    const headers = context.req.raw.headers;
    const peer = incoming.socket.remoteAddress ?? "";
    const forwardedFor = headers.get("x-forwarded-for");
    if (forwardedFor !== null) hintAtProxy(peer);
    return {
      address: findClientAddress({ peer, forwardedFor, isTrusted }),
      peer,
      headers,
      userAgent: headers.get("user-agent")?.slice(0, 200) ?? "",
    };
  };
}
