import { matches } from "../../shared/matches.ts";
import { parseJson } from "../../shared/parse_json.ts";
import {
  changeLocked,
  type ConfigFiles,
  readPrivateFile,
  replacePrivateFile,
  withFiles,
} from "./private_files.ts";

/** Whose mark it is: of one account in one family's journal. */
interface MarkOwner {
  /** Origin of the server. */
  readonly server: string;
  readonly account_id: string;
  readonly family_id: string;
}

/** The newest post that was shown on this device. */
interface SeenMark extends MarkOwner {
  /** Ids of posts are UUIDv7: they sort by when the posts were written. */
  readonly post_id: string;
}

/** Up to which post a journal was shown on this device, for tokens that may not tell the server. */
export interface SeenMarks {
  /** The id of the newest post that was shown. */
  readonly find: (owner: MarkOwner) => Promise<string | undefined>;
  /** Keeps the id of the newest post that was shown; it never goes back. */
  readonly keep: (owner: MarkOwner, post_id: string) => Promise<void>;
}

/** Opens the file of the marks, beside the config file; nothing is read before it is used. */
export function openSeenMarks(files: ConfigFiles): SeenMarks {
  const { getFolder, warn } = files;
  const getPath = () => `${getFolder()}/seen.json`;
  const load = async () => parseMarks(await readPrivateFile(getPath(), warn));
  return {
    find: async (owner) =>
      (await withFiles(getFolder(), load)).find((mark) => isSameOwner(mark, owner))?.post_id,
    keep: async (owner, post_id) =>
      await changeLocked(files, "seen.lock", async () => {
        const text = formatMarks(withMark(await load(), { ...owner, post_id }));
        await replacePrivateFile(getPath(), text.length, () => Promise.resolve(text));
      }),
  };
}

/** Marks that are kept; the ones that were not used for longest are dropped. */
const MAX_MARKS = 100;

function withMark(marks: readonly SeenMark[], mark: SeenMark): readonly SeenMark[] {
  const known = marks.find((other) => isSameOwner(other, mark));
  const newest = known && known.post_id > mark.post_id ? known : mark;
  return [newest, ...marks.filter((other) => other !== known)].slice(0, MAX_MARKS);
}

function isSameOwner(one: MarkOwner, other: MarkOwner): boolean {
  return one.server === other.server && one.account_id === other.account_id &&
    one.family_id === other.family_id;
}

const TEXT = { type: "string" } as const;

const MARKS = {
  type: "object",
  required: ["version", "seen"],
  properties: {
    version: { type: "integer" },
    seen: {
      type: "array",
      items: {
        type: "object",
        required: ["server", "account_id", "family_id", "post_id"],
        properties: { server: TEXT, account_id: TEXT, family_id: TEXT, post_id: TEXT },
      },
    },
  },
} as const;

/** A file that is damaged, or of a newer version, counts as none: posts are then shown again. */
function parseMarks(text = ""): readonly SeenMark[] {
  const value = parseJson(text);
  return matches(value, MARKS) && value.version === 1 ? value.seen : [];
}

function formatMarks(seen: readonly SeenMark[]): string {
  return JSON.stringify({ version: 1, seen }, null, 2) + "\n";
}
