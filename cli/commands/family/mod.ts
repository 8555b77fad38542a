import { group, type Open } from "../command.ts";
import { declareCreate } from "./create.ts";
import { declareDelete } from "./delete.ts";
import { declareLeave } from "./leave.ts";
import { declareList } from "./list.ts";
import { declareLog } from "./log.ts";
import { declareMembers } from "./members.ts";
import { declareRename } from "./rename.ts";
import { declareUse } from "./use.ts";

/** `circle family` */
export function declareFamily(open: Open) {
  return group("family", "your families and who is in them", [
    declareList(open),
    declareCreate(open),
    declareUse(open),
    declareMembers(open),
    declareLog(open),
    declareRename(open),
    declareLeave(open),
    declareDelete(open),
  ]);
}
