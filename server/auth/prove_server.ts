import type { Reply } from "../../shared/contract/mod.ts";
import { makeServerProof } from "../../shared/server_proof.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { findRefreshHash } from "./session_secrets.ts";

/**
 * Proves to a client that this server has its session. The proof names the public URL of this
 * server, so that another one that passes the question on gets none for its own address.
 */
export async function proveServer(
  { db, publicUrl }: Pick<Deps, "db" | "publicUrl">,
  { body: { session_id: sessionId, challenge } }: CheckedRequest<"proveServer">,
): Promise<Reply<"proveServer">> {
  const secretHash = await findRefreshHash(db, sessionId);
  if (secretHash === undefined) throw new Problem("not_found");
  const proof = await makeServerProof(secretHash, { publicUrl, sessionId, challenge });
  return { public_url: publicUrl, proof };
}
