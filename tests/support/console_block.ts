/** A command of a document, with what the document says it prints. */
export interface ConsoleCommand {
  /** Whose prompt it stands at. */
  readonly person: string;
  /** On several lines where all but the last end with a backslash. */
  readonly command: string;
  readonly output: string;
}

/** The commands in the ```console blocks of a document, in order. */
export function readConsoleCommands(markdown: string): ConsoleCommand[] {
  const blocks = [...markdown.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = ""]) =>
    block
  );
  return blocks.flatMap((block) =>
    block.split(/^(?=\w+\$ )/m).map((entry) => {
      const [, person = "", command = "", output = ""] =
        /^(\w+)\$ ((?:.*\\\n)*.*)\n?([^]*)$/.exec(entry.trimEnd()) ?? [];
      return { person, command, output };
    })
  );
}

/** What is another in every run: ids, codes, tokens and moments. */
const VARIABLE =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:[2-9A-Z]{3}-){5}[2-9A-Z]{3}|circle_(?:feed_[\w-]{22}|[\w-]{43})|\d{4}-\d\d-\d\d(?:T[\d:.]+Z| \d\d:\d\d UTC)?/g;

/** How the words of a document and those of a run go together. */
export interface Dictionary {
  /** Addresses and folders: how the document calls them, and what they are in this run. */
  readonly places: Readonly<Record<string, string>>;
  /** The same of what came up on the way. */
  readonly found: Map<string, string>;
}

/** The text of a document in the words of this run. */
export function bind(text: string, { places, found }: Dictionary): string {
  return Object.entries(places)
    .reduce((text, [name, place]) => text.replaceAll(name, place), text)
    .replaceAll(VARIABLE, (name) => found.get(name) ?? name);
}

/** The output of this run in the words of a document: where both have a variable, the document's. */
export function unify(actual: string, documented: string, { places, found }: Dictionary): string {
  const names = documented.match(VARIABLE) ?? [];
  let at = 0;
  return Object.entries(places)
    .reduce((text, [name, place]) => text.replaceAll(place, name), actual)
    .replaceAll(VARIABLE, (value) => {
      const name = names[at++];
      if (name === undefined || shapeOf(name) !== shapeOf(value)) return value;
      found.set(name, value);
      return name;
    });
}

function shapeOf(text: string): string {
  if (text.startsWith("circle_")) return "a secret"; // in which a dash may be anywhere
  return text.replaceAll(/\w/g, "x");
}
