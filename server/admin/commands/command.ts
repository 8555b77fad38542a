import { InvalidArgumentError } from "@commander-js/extra-typings";
import { describeLost } from "../describe_backup.ts";
import type { Db } from "../../database/database.ts";
import { changeCircle, type HostDeps, type HostSettings, readCircle } from "../open_circle.ts";

/** Reads the settings of the server, as its environment or its file of settings has them. */
export type ReadSettings = (options?: { readonly needsKeys?: boolean }) => Promise<HostSettings>;

/** Reads the circle of the settings. */
export async function readBySettings<T>(
  readSettings: ReadSettings,
  read: (db: Db) => Promise<T>,
): Promise<T> {
  return await readCircle(await readSettings(WITHOUT_KEYS), read);
}

/** Changes the circle of the settings. */
export async function changeBySettings<T>(
  readSettings: ReadSettings,
  change: (deps: HostDeps) => Promise<T>,
): Promise<T> {
  return await changeCircle(await readSettings(WITHOUT_KEYS), change);
}

/** What signs no tokens. */
const WITHOUT_KEYS = { needsKeys: false };

/** Prints a result as JSON, or as people read it. */
export function print<T>(
  result: T,
  isJson: true | undefined,
  describe: (result: T) => string,
): void {
  console.log(isJson ? JSON.stringify(result) : describe(result));
}

/** Without all photos a copy is made, and the host is told. */
export function reportLost(what: "backup" | "copy", lost: readonly string[]): void {
  if (lost.length === 0) return;
  fail(describeLost(what, lost));
}

/** Tells the host what is wrong although the command has done its work. */
export function fail(fault: string): void {
  console.error(fault);
  Deno.exitCode = 1;
}

/** The number of an option, from 1 on. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 1 on.");
}
