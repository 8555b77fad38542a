import { exportBirthdays, exportCsv, exportVcards } from "./export_people.ts";
import { getPerson, listBirthdays, listPeople } from "./list_people.ts";
import { createFeed, deleteFeed, listFeeds } from "./manage_feeds.ts";
import { createPerson, deletePerson, updatePerson } from "./manage_people.ts";
import { readFeed } from "./read_feed.ts";

/** The endpoints of a family's people, their birthdays, and feeds of them. */
export const PEOPLE_HANDLERS = {
  listPeople,
  createPerson,
  getPerson,
  updatePerson,
  deletePerson,
  listBirthdays,
  exportVcards,
  exportCsv,
  exportBirthdays,
  listFeeds,
  createFeed,
  deleteFeed,
  readFeed,
};
