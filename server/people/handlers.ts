import { getPerson, listBirthdays, listPeople } from "./list_people.ts";
import { createPerson, deletePerson, updatePerson } from "./manage_people.ts";

/** The endpoints of a family's people and their birthdays. */
export const PEOPLE_HANDLERS = {
  listPeople,
  createPerson,
  getPerson,
  updatePerson,
  deletePerson,
  listBirthdays,
};
