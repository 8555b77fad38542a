import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { Timestamp } from "./fields.ts";

/** The state of the server. */
export const Health = {
  title: "Health",
  type: "object",
  additionalProperties: false,
  required: ["status", "version", "time"],
  properties: {
    status: { type: "string", const: "ok" },
    version: { type: "string", examples: ["1.0.0"] },
    time: { ...Timestamp, description: "The server's clock, in UTC." },
    public_url: {
      type: "string",
      description: "Origin at which others reach the server; invite links begin with it.",
      examples: ["https://circle.example.org"],
    },
  },
} as const;
export type Health = Static<typeof Health>;

/** The endpoints about the server itself. */
export const server = {
  getHealth: {
    method: "GET",
    path: "/health",
    access: "anyone",
    summary: "Check that the server is alive",
    ignoresQuery: true,
    status: 200,
    reply: { kind: "json", schema: Health },
    problems: [],
  },
  getReadiness: {
    method: "GET",
    path: "/ready",
    access: "anyone",
    summary: "Check that the database is reachable and migrated",
    ignoresQuery: true,
    status: 200,
    reply: { kind: "json", schema: Health },
    problems: ["database_unavailable"],
  },
  getOpenApi: {
    method: "GET",
    path: "/openapi.json",
    access: "anyone",
    summary: "Get this API as an OpenAPI 3.1 document",
    ignoresQuery: true,
    status: 200,
    reply: { kind: "text", mediaType: "application/json" },
    problems: [],
  },
  getDocs: {
    method: "GET",
    path: "/docs",
    access: "anyone",
    summary: "Show this API on a page that can call it",
    ignoresQuery: true,
    status: 200,
    reply: { kind: "text", mediaType: "text/html; charset=utf-8" },
    problems: [],
  },
  getMetrics: {
    method: "GET",
    path: "/metrics",
    access: "anyone",
    summary: "Get the server's metrics in Prometheus' text format",
    description: "Only for the machine itself, or with the token of CIRCLE_METRICS_TOKEN as a " +
      "bearer; to others there is nothing here.",
    ignoresQuery: true,
    status: 200,
    reply: { kind: "text", mediaType: "text/plain; version=0.0.4; charset=utf-8" },
    problems: ["not_found"],
  },
} as const satisfies Record<string, Endpoint>;
