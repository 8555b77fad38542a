import { group, type Open } from "../command.ts";
import { declareList } from "./list.ts";
import { declareRevoke } from "./revoke.ts";

/** `circle session` */
export function declareSession(open: Open) {
  return group("session", "where you are logged in", [declareList(open), declareRevoke(open)]);
}
