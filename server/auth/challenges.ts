import { Buffer } from "node:buffer";
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { CHALLENGE_SECONDS } from "../../shared/contract/passkey_fields.ts";
import type { SigningKey } from "../config/signing_keys.ts";
import type { System } from "../config/system.ts";
import { MINUTE } from "../database/timestamps.ts";

/** What a challenge is for: a login, or a session that adds a passkey. */
type ChallengePurpose = "login" | { readonly sessionId: string };

/** A challenge of ours that may still be answered, unless it was answered before. */
export interface OpenChallenge {
  /** As browsers send it back, base64url. */
  readonly text: string;
  readonly expiresAt: Date;
}

/**
 * Challenges for passkeys (WebAuthn L3 §13.4.3). They are signed in place of being stored, so that
 * strangers who ask for many of them use up nothing that others need.
 */
export interface Challenges {
  readonly issue: (purpose: ChallengePurpose) => string;
  /** Reads a challenge; `undefined` if it is not ours, for another purpose, or expired. */
  readonly read: (text: string, purpose: ChallengePurpose) => OpenChallenge | undefined;
}

/** Bytes of a challenge: the time in ms since 1970, random ones, and the beginning of an HMAC. */
const [TIME, RANDOM, SIGNATURE] = [6, 18, 24] as const;

/** Milliseconds by which the clocks of several servers may differ. */
const CLOCK_SKEW = MINUTE;

/** What challenges are created with. */
interface ChallengeOptions extends System {
  /** The signing keys in use, which may change: the first signs, all verify. */
  readonly keys: () => readonly SigningKey[];
}

/** Creates the challenges of servers that have the same signing keys. */
export function createChallenges({ keys, now, randomBytes }: ChallengeOptions): Challenges {
  const listKeys = () => keys().map(({ secret }) => deriveKey(secret));
  return {
    issue: (purpose) => {
      const signed = Buffer.alloc(TIME + RANDOM);
      signed.writeUIntBE(now().getTime(), 0, TIME);
      signed.set(randomBytes(RANDOM), TIME);
      return Buffer.concat([signed, sign(listKeys()[0]!, signed, purpose)]).toString("base64url");
    },
    read: (text, purpose) => {
      const bytes = Buffer.from(text, "base64url");
      const isWhole = bytes.length === TIME + RANDOM + SIGNATURE &&
        bytes.toString("base64url") === text;
      if (!isWhole) return undefined;
      const signed = bytes.subarray(0, TIME + RANDOM);
      const signature = bytes.subarray(TIME + RANDOM);
      const isOurs = listKeys().some((key) =>
        timingSafeEqual(sign(key, signed, purpose), signature)
      );
      const issuedAt = signed.readUIntBE(0, TIME);
      const expiresAt = new Date(issuedAt + CHALLENGE_SECONDS * 1000);
      const time = now();
      const isOpen = issuedAt <= time.getTime() + CLOCK_SKEW && time < expiresAt;
      return isOurs && isOpen ? { text, expiresAt } : undefined;
    },
  };
}

/** A key for challenges alone (RFC 5869), which signs no token. */
function deriveKey(secret: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", "circle passkey challenge", 32));
}

function sign(key: Uint8Array, signed: Uint8Array, purpose: ChallengePurpose): Uint8Array {
  const use = purpose === "login" ? purpose : `session ${purpose.sessionId}`;
  return createHmac("sha256", key).update(signed).update(use).digest().subarray(0, SIGNATURE);
}
