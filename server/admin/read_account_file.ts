import { StartError } from "../config/start_error.ts";
import { parseCsv } from "./parse_csv.ts";

/** An account as a file describes it; nothing of it has been checked. */
export interface AccountRow {
  /** Its line in a CSV file, or its number in a JSON list, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a file has of an account. */
const COLUMNS = ["email", "name", "password_hash", "family", "role"];
const REQUIRED = ["email", "name", "family"];

/** What a file may have at most: its accounts are added in one transaction. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ACCOUNTS = 2_000;

/** Reads a file of accounts, CSV with a header line or a JSON list of objects. */
export async function readAccountFile(path: string): Promise<AccountRow[]> {
  const text = decode(await readBytes(path));
  const rows = isJson(path, text) ? readJson(text) : readCsv(text);
  if (rows.length === 0) throw new StartError("The file has no accounts.");
  if (rows.length > MAX_ACCOUNTS) {
    throw new StartError(`The file has more than ${MAX_ACCOUNTS} accounts: split it.`);
  }
  return rows;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile) throw new StartError("The accounts must be in a file.");
    if (size > MAX_BYTES) {
      throw new StartError(`The file is larger than ${MAX_BYTES / 1024 / 1024} MiB: split it.`);
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`The file cannot be read (${(error as Error).name}).`);
  }
}

/** The text of UTF-8, without a byte order mark. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new StartError("The file is not in UTF-8: save it again in that encoding.");
  }
}

function isJson(path: string, text: string): boolean {
  if (/\.json$/i.test(path)) return true;
  return !/\.csv$/i.test(path) && /^\s*[[{]/.test(text);
}

function readJson(text: string): AccountRow[] {
  const list = parseJson(text);
  if (!Array.isArray(list)) throw new StartError("The JSON must be a list of accounts.");
  return list.map((fields: unknown, index) => {
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
      throw new StartError(`Entry ${index + 1} of the list is not an object.`);
    }
    refuseUnknown(Object.keys(fields), `Entry ${index + 1}`);
    return { line: index + 1, fields: { ...fields } };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StartError("The file is not valid JSON."); // the error of the parser quotes the file
  }
}

function readCsv(text: string): AccountRow[] {
  const [header, ...records] = parseCsv(text);
  if (!header) return [];
  const names = header.cells.map((cell) => cell.trim().toLowerCase());
  refuseUnknown(names, "The header line");
  const missing = REQUIRED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new StartError(
      `The header line lacks ${missing.join(", ")}. The columns are: ${COLUMNS.join(", ")}.`,
    );
  }
  if (new Set(names).size < names.length) throw new StartError("The header line repeats a column.");
  return records.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      throw new StartError(
        `Line ${line} has ${cells.length} cells; the header line has ${names.length}.`,
      );
    }
    return { line, fields: Object.fromEntries(names.map((name, at) => [name, cells[at]])) };
  });
}

function refuseUnknown(names: readonly string[], where: string): void {
  if (names.every((name) => COLUMNS.includes(name))) return;
  throw new StartError(`${where} has an unknown column. The columns are: ${COLUMNS.join(", ")}.`);
}
