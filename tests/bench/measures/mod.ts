import type { Measure } from "../bench.ts";
import { measureAnswers } from "./answers.ts";
import { measureCommand } from "./command.ts";
import { measureLogins } from "./logins.ts";
import { measureMemory } from "./memory.ts";
import { measurePostgres } from "./postgres.ts";
import { measureSize } from "./size.ts";
import { measureStart } from "./start.ts";
import { measureStorm } from "./storm.ts";

/** Every measure by the name that it is asked for with. */
export const MEASURES: Readonly<Record<string, Measure>> = {
  answers: measureAnswers,
  logins: measureLogins,
  storm: measureStorm,
  size: measureSize,
  memory: measureMemory,
  start: measureStart,
  command: measureCommand,
  postgres: measurePostgres,
};
