import { InvalidArgumentError } from "@commander-js/extra-typings";
import type { Db } from "../../database/database.ts";
import { describeLost } from "../describe_backup.ts";
import { changeCircle, type HostDeps, readCircle } from "../open_circle.ts";
import type { CommandContext } from "./context.ts";

/** Reads the circle of the settings. */
export async function readBySettings<T>(
  { readSettings }: CommandContext,
  read: (db: Db) => Promise<T>,
): Promise<T> {
  return await readCircle(await readSettings(WITHOUT_KEYS), read);
}

/** Changes the circle of the settings. */
export async function changeBySettings<T>(
  { readSettings }: CommandContext,
  change: (deps: HostDeps) => Promise<T>,
): Promise<T> {
  return await changeCircle(await readSettings(WITHOUT_KEYS), change);
}

/** What signs no tokens. */
const WITHOUT_KEYS = { needsKeys: false };

/** Without all photos a copy is made, and the host is told. */
export function reportLost(
  { fail }: CommandContext,
  what: "backup" | "copy",
  lost: readonly string[],
): void {
  if (lost.length > 0) fail(describeLost(what, lost));
}

/** The number of an option, from 1 on. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 1 on.");
}
