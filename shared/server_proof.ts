/** What a server proves: that it has a session, and that its public URL is this one. */
interface ServerClaim {
  readonly publicUrl: string;
  readonly sessionId: string;
  /** 32 random bytes of the client, as base64url. */
  readonly challenge: string;
}

/** A proof of a claim, which takes the hash of the session's secret to make or to check. */
export async function makeServerProof(
  secretHash: string,
  { publicUrl, sessionId, challenge }: ServerClaim,
): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const raw = encoder.encode(secretHash);
  const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["sign"]);
  const text = ["circle-server-proof", publicUrl, sessionId, challenge].join("\n");
  const proof = await crypto.subtle.sign(algorithm, key, encoder.encode(text));
  return new Uint8Array(proof).toBase64({ alphabet: "base64url", omitPadding: true });
}
