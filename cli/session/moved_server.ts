import { isReachable } from "../../shared/loopback.ts";
import { makeServerProof } from "../../shared/server_proof.ts";
import { parseJson } from "../../shared/parse_json.ts";
import type { Client } from "../../shared/client.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import type { Identity } from "./identity.ts";
import type { SavedSession } from "./saved_sessions.ts";
import type { SendOnce } from "./send.ts";
import { parseServer } from "./server_address.ts";

/** What the server at an address has shown about a saved session. */
export type MoveProof =
  /** It is a server of the circle of the session, and that address is its own. */
  | { readonly kind: "proven" }
  /** It was not asked: there is no session behind a script token. */
  | { readonly kind: "script_token" }
  /** It does not know the session. */
  | { readonly kind: "unknown" }
  /** It does not vouch for this address; it calls itself by another one. */
  | { readonly kind: "elsewhere"; readonly publicUrl: string }
  | { readonly kind: "false" };

/**
 * Lets the server at an address prove that it has a session, and that this is its own address. No
 * token is sent: both sides know a hash of the secret in the session's refresh tokens.
 */
export async function checkMove(
  client: Pick<Client, "proveServer">,
  { session, to }: { readonly session: SavedSession; readonly to: string },
): Promise<MoveProof> {
  const sessionId = readClaim(session.access_token, "sid");
  const [secret] = session.refresh_token?.split(".") ?? [];
  if (sessionId === undefined || !secret) return { kind: "script_token" };
  const challenge = crypto.getRandomValues(new Uint8Array(32))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  try {
    const { proof, public_url } = await client.proveServer({
      body: { session_id: sessionId, challenge },
    });
    const secretHash = await hashSecret(secret);
    const expected = await makeServerProof(secretHash, { publicUrl: to, sessionId, challenge });
    if (proof === expected) return { kind: "proven" };
    return public_url === to ? { kind: "false" } : { kind: "elsewhere", publicUrl: public_url };
  } catch (error) {
    if (toCliError(error).kind === "not_found") return { kind: "unknown" };
    throw error;
  }
}

/** Where the server of a session said that it lives, if others reach it there and not here. */
export function findNewAddress({ server, access_token }: SavedSession): string | undefined {
  const issuer = readClaim(access_token, "iss");
  if (issuer === undefined) return undefined;
  try {
    const address = parseServer(issuer);
    return isOtherAddress(address, server) ? address : undefined;
  } catch {
    return undefined;
  }
}

/** Tells a person where the server of a session lives now. */
export function describeNewAddress({ server }: SavedSession, address: string): string {
  return `The server at ${server} now lives at ${address}. Follow it: circle auth move`;
}

/** Whether an address that a server states is another one, and not only one of its own machine. */
export function isOtherAddress(address: string, server: string): boolean {
  return address !== server && (isReachable(address) || !isReachable(server));
}

/** Says where a server that cannot be reached any more has said that it lives. */
export function createHintedSend({ session }: Identity, send: SendOnce): SendOnce {
  const address = session && findNewAddress(session);
  if (address === undefined) return send;
  return async (call, token) => {
    try {
      return await send(call, token);
    } catch (error) {
      if (!(error instanceof CliError && error.kind === "unreachable")) throw error;
      const hint =
        `It said that it lives at ${address}. If it has moved: circle auth move ${address}`;
      throw new CliError("unreachable", `${error.message}\n${hint}`);
    }
  };
}

/** A claim of a JWT that is a text (RFC 7519); a script token has none. */
function readClaim(token: string, name: "iss" | "sid"): string | undefined {
  try {
    const bytes = Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" });
    const claims = parseJson(new TextDecoder().decode(bytes)) as Record<string, unknown> | null;
    const claim = claims?.[name];
    return typeof claim === "string" ? claim : undefined;
  } catch {
    return undefined;
  }
}

/** What the server stores of a secret. */
async function hashSecret(secret: string): Promise<string> {
  const bytes = new TextEncoder().encode(secret);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
