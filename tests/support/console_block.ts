/** A command of a document, with what the document says it prints. */
export interface ConsoleCommand {
  /** Whose prompt it stands at. */
  readonly person: string;
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
      const [first = "", ...output] = entry.trimEnd().split("\n");
      const [, person = "", command = ""] = /^(\w+)\$ (.*)$/.exec(first) ?? [];
      return { person, command, output: output.join("\n") };
    })
  );
}

/** What is another in every run: ids, codes, tokens, moments and addresses of the test's own server. */
const VARIABLE =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:[2-9A-Z]{3}-){5}[2-9A-Z]{3}|circle_[\w-]{43}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z| \d\d:\d\d UTC)?|http:\/\/127\.0\.0\.1:\d+/g;

/** What a document calls by names of its own, and what it is in this run. */
export type Bindings = Map<string, string>;

/** The text of a document with its names replaced by what they are in this run. */
export function bind(text: string, bindings: Bindings): string {
  return text.replaceAll(VARIABLE, (name) => bindings.get(name) ?? name);
}

/** The output of this run in the words of a document: where both have a variable, the document's. */
export function unify(actual: string, documented: string, bindings: Bindings): string {
  const names = documented.match(VARIABLE) ?? [];
  let at = 0;
  return actual.replaceAll(VARIABLE, (value) => {
    const name = names[at++];
    if (name === undefined || name.replaceAll(/\w/g, "x") !== value.replaceAll(/\w/g, "x")) {
      return value;
    }
    bindings.set(name, value);
    return name;
  });
}
