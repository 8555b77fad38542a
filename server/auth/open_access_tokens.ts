import type { Config, Secrets } from "../config/config.ts";
import { listKeysInUse, type SigningKey } from "../config/signing_keys.ts";
import {
  areKeysReadableByOthers,
  loadSigningKeys,
  readSigningKeys,
  signingKeysFile,
} from "../config/stored_signing_keys.ts";
import type { Deps } from "../http/deps.ts";
import { type AccessTokens, createAccessTokens } from "./access_tokens.ts";

/** The keys of a server, the origin that it issues tokens for, and how often it looks at its keys. */
interface OpenOptions {
  readonly config: Pick<Config, "dataDir">;
  readonly secrets: Pick<Secrets, "signingKeys">;
  readonly issuer: string;
  /** Milliseconds between two looks at the file of the keys. */
  readonly every?: number;
}

/** What they depend on. */
type OpenDeps = Pick<Deps, "log" | "now" | "randomBytes">;

/** Access tokens that are open until they are disposed. */
export interface OpenTokens extends AccessTokens, AsyncDisposable {
  /** The signing keys that are in use just now: the first signs, all verify. */
  readonly keys: () => readonly SigningKey[];
}

/** How soon a running server takes keys that were rotated, in ms. */
const KEYS_INTERVAL = 5_000;

/**
 * Opens the access tokens of a server, with the keys of its settings. Keys of the data folder are
 * read again while it runs, so that they are rotated without a restart.
 */
export async function openAccessTokens(
  deps: OpenDeps,
  { config: { dataDir }, secrets, issuer, every = KEYS_INTERVAL }: OpenOptions,
): Promise<OpenTokens> {
  const { now } = deps;
  if (secrets.signingKeys) {
    const { signingKeys } = secrets;
    const tokens = await createAccessTokens({ keys: signingKeys, issuer, now });
    return { ...tokens, keys: () => signingKeys, [Symbol.asyncDispose]: async () => {} };
  }
  const keys = await loadSigningKeys({ dataDir, randomBytes: deps.randomBytes });
  if (await areKeysReadableByOthers(dataDir)) {
    deps.log.warn("others can read the signing keys", {
      file: signingKeysFile(dataDir),
      advice: "the file system does not close it: move the data folder, or set CIRCLE_SIGNING_KEYS",
    });
  }
  return await followKeys(deps, { dataDir, keys, issuer, every });
}

interface Following {
  readonly dataDir: string;
  readonly keys: readonly SigningKey[];
  readonly issuer: string;
  readonly every: number;
}

/** Verified tokens are cached for one set of keys, so another set has a cache of its own. */
async function followKeys(
  { log, now }: OpenDeps,
  { dataDir, keys, issuer, every }: Following,
): Promise<OpenTokens> {
  let inUse = listKeysInUse(keys, now());
  let tokens = await createAccessTokens({ keys: inUse, issuer, now });
  let isReadable = true;
  let looking = Promise.resolve();
  const look = async () => {
    try {
      const found = listKeysInUse(await readSigningKeys(dataDir), now());
      isReadable = true;
      if (areSame(found, inUse)) return;
      tokens = await createAccessTokens({ keys: found, issuer, now });
      inUse = found;
      log.info("signing keys changed", { keys: found.map(({ kid }) => kid) });
    } catch (error) {
      if (isReadable) {
        log.warn("signing keys cannot be read, and stay as they were", {
          file: signingKeysFile(dataDir),
          error: (error as Error).name,
        });
      }
      isReadable = false;
    }
  };
  const timer = setInterval(() => looking = looking.then(look), every);
  return {
    issuer,
    issue: (claims) => tokens.issue(claims),
    verify: (token) => tokens.verify(token),
    keys: () => inUse,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

function areSame(keys: readonly SigningKey[], others: readonly SigningKey[]): boolean {
  const describe = ({ kid, secret }: SigningKey) => `${kid}:${secret.toHex()}`;
  return keys.map(describe).join() === others.map(describe).join();
}
