import { parseServer } from "../session/server_address.ts";
import type { Connection } from "./context.ts";

/** The address at which others reach a server, as it says; where it does not, the one used here. */
export async function findPublicUrl({ client, identity: { server } }: Connection): Promise<string> {
  const { public_url } = await client.getHealth({});
  return public_url === undefined ? server : parseServer(public_url);
}
