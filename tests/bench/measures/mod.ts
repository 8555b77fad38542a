import type { Measure } from "../bench.ts";
import { measureAnswers } from "./answers.ts";
import { measureCommand } from "./command.ts";
import { measureJournal } from "./journal.ts";
import { measureLogins } from "./logins.ts";
import { measureMemory } from "./memory.ts";
import { measurePages } from "./pages.ts";
import { measurePeople } from "./people.ts";
import { measurePhotos } from "./photos.ts";
import { measurePostgres } from "./postgres.ts";
import { measureProcesses } from "./processes.ts";
import { measureScale } from "./scale.ts";
import { measureSize } from "./size.ts";
import { measureSoak } from "./soak.ts";
import { measureStart } from "./start.ts";
import { measureStorm } from "./storm.ts";

/** What is measured where nothing is named: all that has a goal, and PostgreSQL. */
export const USUAL: Readonly<Record<string, Measure>> = {
  answers: measureAnswers,
  people: measurePeople,
  pages: measurePages,
  journal: measureJournal,
  photos: measurePhotos,
  logins: measureLogins,
  storm: measureStorm,
  size: measureSize,
  memory: measureMemory,
  start: measureStart,
  command: measureCommand,
  postgres: measurePostgres,
};

/** Every measure by the name that it is asked for with. */
export const MEASURES: Readonly<Record<string, Measure>> = {
  ...USUAL,
  processes: measureProcesses,
  scale: measureScale,
  soak: measureSoak,
};
