import { group, type Open } from "../command.ts";
import { declareDelete } from "./delete.ts";
import { declareEdit } from "./edit.ts";
import { declareShow } from "./show.ts";

/** `circle profile` */
export function declareProfile(open: Open) {
  return group("profile", "your own account", [
    declareShow(open),
    declareEdit(open),
    declareDelete(open),
  ]);
}
