/** A variable of the environment that looks like a setting but is not one. */
interface UnknownSetting {
  readonly name: string;
  /** The setting that was probably meant. */
  readonly meant?: string;
}

/** Settings of the `circle` command, which may be in the same environment. */
const COMMAND_SETTINGS = [
  "CIRCLE_SERVER",
  "CIRCLE_TOKEN",
  "CIRCLE_TOKEN_FILE",
  "CIRCLE_FAMILY",
  "CIRCLE_CONFIG_DIR",
];

/** What variables of the project's own tests begin with. */
const TEST_PREFIX = "CIRCLE_TEST_";

/** The misspelt settings among the variables of an environment. */
export function findUnknownSettings(
  names: readonly string[],
  known: ReadonlySet<string>,
): UnknownSetting[] {
  return names.filter((name) => name.startsWith("CIRCLE_"))
    .filter((name) => !known.has(name) && !COMMAND_SETTINGS.includes(name))
    .filter((name) => !name.startsWith(TEST_PREFIX))
    .map((name) => ({ name, meant: [...known].find((other) => isAlmost(name, other)) }));
}

/** Edit distance up to which a name counts as misspelt. */
const MAX_DISTANCE = 2;

function isAlmost(one: string, other: string): boolean {
  return Math.abs(one.length - other.length) <= MAX_DISTANCE &&
    findDistance(one, other) <= MAX_DISTANCE;
}

/** The Levenshtein distance of two texts. */
function findDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
