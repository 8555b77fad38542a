import type { Settings } from "../config/config.ts";
import { openDataFolder } from "../config/data_folder.ts";
import { createSigningKey, listKeysInUse, RETIREMENT } from "../config/signing_keys.ts";
import {
  loadSigningKeys,
  signingKeysFile,
  storeSigningKeys,
} from "../config/stored_signing_keys.ts";
import { StartError } from "../config/start_error.ts";
import type { System } from "../config/system.ts";

/** Signing keys that were rotated, by their ids. */
export interface RotatedKeys {
  /** The key that signs from now on. */
  readonly key: string;
  /** Keys that verify the tokens that they have signed. */
  readonly kept: readonly string[];
  /** Until when they do, in UTC. */
  readonly kept_until: string | null;
  /** Keys that verify nothing any more. */
  readonly removed: readonly string[];
  readonly file: string;
}

/** What rotating depends on. */
interface RotateDeps extends System {
  readonly settings: Settings;
}

/**
 * Puts a new signing key before those of the data folder, which a running server follows. The old
 * ones stay until their tokens have ended, unless `dropsOld` says that somebody may have seen them.
 */
export async function rotateKeys(
  { settings: { config: { dataDir }, secrets }, ...system }: RotateDeps,
  { dropsOld = false }: { readonly dropsOld?: boolean } = {},
): Promise<RotatedKeys> {
  if (secrets.signingKeys || secrets.databaseUrl !== undefined) {
    throw new StartError(KEYS_ELSEWHERE);
  }
  const file = signingKeysFile(dataDir);
  await assertThere(file);
  using _folder = await openDataFolder(dataDir); // two rotations, or a first start, at a time
  const before = await loadSigningKeys({ dataDir, randomBytes: system.randomBytes });
  const now = system.now();
  const added = createSigningKey(system);
  const kept = dropsOld ? [] : listKeysInUse(before, now);
  await store(dataDir, [added, ...kept]);
  const isKept = new Set(kept.map(({ kid }) => kid));
  return {
    key: added.kid,
    kept: [...isKept],
    kept_until: dropsOld ? null : new Date(now.getTime() + RETIREMENT).toISOString(),
    removed: before.map(({ kid }) => kid).filter((kid) => !isKept.has(kid)),
    file,
  };
}

const KEYS_ELSEWHERE =
  "The signing keys are in the setting CIRCLE_SIGNING_KEYS, which this command does not " +
  'change. See "Signing keys" in docs/operations.md: add a new key to it, and restart the servers.';

async function assertThere(file: string): Promise<void> {
  try {
    await Deno.lstat(file);
  } catch (error) {
    throw error instanceof Deno.errors.NotFound
      ? new StartError(`There are no signing keys in ${file}. Check CIRCLE_DATA_DIR.`)
      : cannotUse(file, error);
  }
}

async function store(...given: Parameters<typeof storeSigningKeys>): Promise<void> {
  try {
    await storeSigningKeys(...given);
  } catch (error) {
    throw cannotUse(signingKeysFile(given[0]), error);
  }
}

function cannotUse(file: string, error: unknown): StartError {
  const { name } = error as Error; // file systems throw nothing else
  return new StartError(
    `The file ${file} cannot be written (${name}). Nothing was changed. ` +
      "Run this as the user of the server.",
  );
}
