import { group, type Open } from "../command.ts";
import { declareRemove } from "./remove.ts";
import { declareReset } from "./reset.ts";
import { declareRole } from "./role.ts";

/** `circle member` */
export function declareMember(open: Open) {
  return group("member", "one member of the family", [
    declareRole(open),
    declareRemove(open),
    declareReset(open),
  ]);
}
