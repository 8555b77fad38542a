import { listEndpoints } from "../../shared/contract/mod.ts";
import type { Schema } from "../../shared/schema.ts";
import type { ReceivedRequest } from "./answering_server.ts";

/** A text that would set a title, clear the screen, turn the direction, and begin a line of its own. */
export const HOSTILE_TEXT =
  "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u061c\u0000evil\r\nFORGED";

/** Answers as the contract has it, but with hostile text wherever there is text. */
export function answerHostilely({ method, path }: ReceivedRequest): Response {
  const endpoint = listEndpoints().map(([, endpoint]) => endpoint).find((endpoint) =>
    endpoint.method === method &&
    new RegExp(`^${endpoint.path.replaceAll(/\{\w+\}/g, "[^/]+")}(\\?|$)`).test(path)
  );
  const headers = { "x-request-id": "\u009b31m" };
  if (endpoint?.reply?.kind !== "json") return new Response(null, { status: 204, headers });
  return Response.json(fill(endpoint.reply.schema), { status: endpoint.status, headers });
}

function fill(schema: Schema): unknown {
  const { type, anyOf, items, properties } = schema as {
    type?: string | readonly string[];
    anyOf?: readonly Schema[];
    items?: Schema;
    properties?: Readonly<Record<string, Schema>>;
  };
  if (anyOf) return fill(anyOf[0]!);
  switch ([type].flat()[0]) {
    case "object":
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([name, property]) => [name, fill(property)]),
      );
    case "array":
      return [fill(items ?? {})];
    case "string":
      return HOSTILE_TEXT;
    case "boolean":
      return true;
    default:
      return 1;
  }
}
