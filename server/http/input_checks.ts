import type { Endpoint } from "../../shared/endpoint.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import type { ObjectSchema } from "../../shared/schema.ts";
import { isId } from "../database/ids.ts";
import { createFieldCheck, refuseErrors } from "./check_fields.ts";
import { Problem } from "./problem.ts";

/** Errors of a body that its schema cannot express. */
export type CheckBody = (schema: ObjectSchema, body: unknown) => Promise<FieldError[]>;

/** Checks the input of a call; each throws a `Problem`. */
interface InputChecks {
  /** An id that is not a UUID is not found. */
  readonly params: (params: Readonly<Record<string, string>>) => void;
  readonly query: (query: Readonly<Record<string, unknown>>) => Promise<void>;
  /** For a JSON body. */
  readonly body: (body: unknown) => Promise<void>;
}

/** Creates the input checks of one endpoint. */
export function createInputChecks(endpoint: Endpoint, checkBody: CheckBody): InputChecks {
  const checkQuery = createFieldCheck(endpoint.query ?? NO_FIELDS);
  return {
    params: assertIds,
    query: async (query) => {
      if (Object.keys(query).length > 0) refuseErrors(await checkQuery(query)); // none is required
    },
    body: endpoint.body?.kind === "json"
      ? createBodyCheck(endpoint.body.schema, checkBody)
      : () => Promise.resolve(),
  };
}

/** The schema of an empty query. */
export const NO_FIELDS = { type: "object", additionalProperties: false, properties: {} } as const;

function assertIds(params: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(params)) {
    if (name.endsWith("_id") && !isId(text)) throw new Problem("not_found");
  }
}

function createBodyCheck(schema: ObjectSchema, checkBody: CheckBody): InputChecks["body"] {
  const checkFields = createFieldCheck(schema);
  return async (value) => {
    const errors = await checkFields(value);
    const ruleErrors = await checkBody(schema, value);
    // For a refused length, the rules of the field say more than its schema.
    const isTold = ({ field, code }: FieldError) =>
      code.startsWith("too_") && ruleErrors.some((error) => error.field === field);
    refuseErrors([...errors.filter((error) => !isTold(error)), ...ruleErrors]);
  };
}
