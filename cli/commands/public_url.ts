import { isReachable } from "../../shared/loopback.ts";
import { parseServer } from "../session/server_address.ts";
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
