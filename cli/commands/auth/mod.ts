import { group, type Open } from "../command.ts";
import { declareStatus } from "./status.ts";
import { declareSwitch } from "./switch.ts";
import { declareToken } from "./token.ts";

/** `circle auth` */
export function declareAuth(open: Open) {
  return group("auth", "what this device is logged in with", [
    declareStatus(open),
    declareToken(open),
    declareSwitch(open),
  ]);
}
