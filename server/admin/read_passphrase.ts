import { StartError } from "../config/start_error.ts";

/** Characters that the passphrase of a new backup has at least, as passwords of accounts. */
const MIN_LENGTH = 15;

/** The terminal of the host. */
type Input = Pick<typeof Deno.stdin, "isTerminal" | "setRaw" | "read">;

/** Where passphrases come from. */
export interface PassphraseSource {
  /** A file that has it; without one it is asked for. */
  readonly file?: string;
  readonly input: Input;
  /** Writes a question or a sentence, as it is. */
  readonly write: (text: string) => void;
}

/** The passphrase of a backup that is there. */
export async function readPassphrase(source: PassphraseSource): Promise<string> {
  return source.file === undefined ? await ask("Passphrase: ", source) : await read(source.file);
}

/**
 * The passphrase of a new backup. A person is asked for it twice, since a misspelt one would lose
 * the backup, and again until it is good.
 */
export async function readNewPassphrase(source: PassphraseSource): Promise<string> {
  if (source.file !== undefined) {
    const passphrase = await read(source.file);
    if (isLong(passphrase)) return passphrase;
    throw new StartError(`The passphrase of a backup needs ${MIN_LENGTH} characters or more.`);
  }
  if (source.input.isTerminal()) {
    source.write(
      `The passphrase has ${MIN_LENGTH} characters or more. Without it the backup is lost.\n`,
    );
  }
  while (true) {
    const passphrase = await ask("Passphrase: ", source);
    if (!isLong(passphrase)) source.write(`It needs ${MIN_LENGTH} characters or more.\n`);
    else if (await ask("The same again: ", source) === passphrase) return passphrase;
    else source.write("These were two passphrases.\n");
  }
}

function isLong(passphrase: string): boolean {
  return [...passphrase].length >= MIN_LENGTH;
}

/** The first line of a file. */
async function read(path: string): Promise<string> {
  let text;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    const { name } = error as Error; // file systems throw nothing else
    throw new StartError(`The file of the passphrase, ${path}, cannot be read (${name}).`);
  }
  const [line = ""] = text.split(/\r?\n/);
  if (line === "") throw new StartError(`The file of the passphrase, ${path}, is empty.`);
  return line;
}

/** Reads a line that the terminal does not show. */
async function ask(question: string, { input, write }: PassphraseSource): Promise<string> {
  if (!input.isTerminal()) {
    throw new StartError("This needs a passphrase. Name its file with --passphrase-file.");
  }
  input.setRaw(true);
  try {
    write(question);
    return await readLine(input);
  } finally {
    input.setRaw(false);
    write("\n");
  }
}

const [ENTER, INTERRUPT, END, BACKSPACE] = ["\r\n", "\x03", "\x04", "\x7f\b"];

async function readLine(input: Input): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1024);
  const keys: string[] = [];
  while (true) {
    const count = await input.read(buffer);
    for (const key of decoder.decode(buffer.subarray(0, count ?? 0), { stream: true })) {
      if (ENTER.includes(key)) return keys.join("");
      if (key === INTERRUPT || key === END) throw new StartError("Interrupted.");
      if (BACKSPACE.includes(key)) keys.pop();
      else keys.push(key);
    }
    if (count === null) throw new StartError("Interrupted.");
  }
}
