import { group, type Open } from "../command.ts";
import { declareCreate } from "./create.ts";
import { declareList } from "./list.ts";
import { declareRevoke } from "./revoke.ts";

/** `circle token` */
export function declareToken(open: Open) {
  return group("token", "tokens for scripts", [
    declareCreate(open),
    declareList(open),
    declareRevoke(open),
  ]);
}
