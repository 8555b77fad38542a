import { isReachable } from "../../shared/loopback.ts";
import { parseServer } from "../session/server_address.ts";
import type { Connection } from "./context.ts";

/**
 * The address at which others reach a server, as it says. Where it does not say, or names one that
 * nobody else can reach, it is the address that is used here.
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
