import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { Timestamp } from "./fields.ts";

/** Whether the server is well. */
export const Health = {
  title: "Health",
  type: "object",
  additionalProperties: false,
  required: ["status", "version", "time"],
  properties: {
    status: { type: "string", const: "ok" },
    version: { type: "string", examples: ["1.0.0"] },
    time: { ...Timestamp, description: "The server's clock, in UTC." },
  },
} as const;
export type Health = Static<typeof Health>;

/** The endpoints that tell how the server is. */
export const server = {
  getHealth: {
    method: "GET",
    path: "/health",
    access: "anyone",
    summary: "Say that the server is alive",
    status: 200,
    reply: Health,
    problems: [],
  },
  getReadiness: {
    method: "GET",
    path: "/ready",
    access: "anyone",
    summary: "Say whether the database is reachable and migrated",
    status: 200,
    reply: Health,
    problems: ["database_unavailable"],
  },
} as const satisfies Record<string, Endpoint>;
