import type { Static } from "typebox";
import { type ProblemCode, PROBLEMS } from "./problems.ts";

/** One refused field of a query or a body. */
export const FieldError = {
  type: "object",
  additionalProperties: false,
  required: ["field", "code", "message"],
  properties: {
    field: { type: "string", description: "Its name; empty for the body as a whole." },
    code: {
      type: "string",
      description: "Stable and machine-readable.",
      examples: ["required", "too_short"],
    },
    message: { type: "string", description: "A sentence for the person who sent it." },
  },
} as const;
export type FieldError = Static<typeof FieldError>;

const CODES = Object.keys(PROBLEMS) as [ProblemCode]; // the types of a schema know only tuples

/** The body of every refusal: problem details, `application/problem+json` (RFC 9457). */
export const ProblemDetails = {
  title: "Problem",
  type: "object",
  additionalProperties: false,
  required: ["type", "title", "status", "detail", "code"],
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer", minimum: 400, maximum: 599 },
    detail: { type: "string" },
    code: { type: "string", enum: CODES },
    errors: { type: "array", items: FieldError },
    ...PROBLEMS.last_owner.fields,
    ...PROBLEMS.reset_pending.fields,
  },
} as const;
export type ProblemDetails = Static<typeof ProblemDetails>;
