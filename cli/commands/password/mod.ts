import { group, type Open } from "../command.ts";
import { declareChange } from "./change.ts";
import { declareReset } from "./reset.ts";

/** `circle password` */
export function declarePassword(open: Open) {
  return group("password", "your password", [declareChange(open), declareReset(open)]);
}
