import { isReachable } from "../../shared/loopback.ts";
import { isInsecure, parseServer } from "../session/server_address.ts";
import type { Connection } from "./context.ts";

/**
 * The public address that a server states. If it states none, or one that only its own machine can
 * reach, the address in use.
 */
export async function findPublicUrl({ client, identity: { server } }: Connection): Promise<string> {
  try {
    const { public_url = server } = await client.getHealth({});
    const named = parseServer(public_url);
    return isReachable(named) ? named : server;
  } catch {
    return server; // only advice depends on it
  }
}

/** Why others may not reach the address that the server states, or should not. */
export function describeReach(publicUrl: string): string[] {
  const { hostname } = new URL(publicUrl);
  if (!isReachable(publicUrl)) {
    return [
      `Others cannot reach ${hostname}: the host must set CIRCLE_PUBLIC_URL to its address.`,
    ];
  }
  return isInsecure(publicUrl)
    ? [
      `${hostname} is reached by plain http: anyone on the way could read what is typed there, so ` +
      "pages sign nobody in unless who hosts the server allows it.",
    ]
    : [];
}
