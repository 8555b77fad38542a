import { exportFamily } from "./export_family.ts";

/** The endpoint with which a family takes everything away. */
export const EXPORT_HANDLERS = { exportFamily };
