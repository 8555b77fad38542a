import { group, type Open } from "../command.ts";
import { declareAccept } from "./accept.ts";
import { declareCreate } from "./create.ts";
import { declareList } from "./list.ts";
import { declareRevoke } from "./revoke.ts";
import { declareShow } from "./show.ts";

/** `circle invite` */
export function declareInvite(open: Open) {
  return group("invite", "invites into the family", [
    declareCreate(open),
    declareList(open),
    declareRevoke(open),
    declareShow(open),
    declareAccept(open),
  ]);
}
