import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { Id, Timestamp } from "./fields.ts";

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

const ServerProofRequest = {
  title: "ServerProofRequest",
  type: "object",
  additionalProperties: false,
  required: ["session_id", "challenge"],
  properties: {
    session_id: Id,
    challenge: {
      type: "string",
      pattern: "^[A-Za-z0-9_-]{43}$",
      description: "32 random bytes, as base64url.",
      examples: ["hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"],
    },
  },
} as const;

const ServerProof = {
  title: "ServerProof",
  type: "object",
  additionalProperties: false,
  required: ["public_url", "proof"],
  properties: {
    public_url: { type: "string", examples: ["https://circle.example.org"] },
    proof: {
      type: "string",
      description: "An HMAC-SHA-256, as base64url, of `circle-server-proof`, the public URL, the " +
        "session and the challenge, one a line. Its key is the SHA-256, in hexadecimal, of what " +
        "the refresh tokens of the session have before their dot.",
    },
  },
} as const;

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
  proveServer: {
    method: "POST",
    path: "/server-proof",
    access: "anyone",
    summary: "Let a server prove that it has a session, and at which address",
    description: "A client whose server has moved asks the new address, before it sends a token " +
      "there. Only a server of the same circle knows the key, and it vouches for its own public " +
      "URL alone.",
    body: { kind: "json", schema: ServerProofRequest },
    status: 200,
    reply: { kind: "json", schema: ServerProof },
    problems: ["not_found"],
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
