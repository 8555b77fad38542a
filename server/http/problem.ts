import type { FieldError, ProblemDetails } from "../../shared/problem_details.ts";
import { type ProblemCode, type ProblemFields, PROBLEMS } from "../../shared/problems.ts";

/** What a problem has besides its row in `PROBLEMS`. */
interface ProblemOptions<C extends ProblemCode = ProblemCode> {
  /** A sentence that fits this case better than the usual one. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** The fields that this problem carries besides the usual ones. */
  readonly fields?: Partial<ProblemFields<C>>;
  /** Seconds after which it is worth trying again. */
  readonly retryAfter?: number;
  /** The methods that the path allows. */
  readonly allow?: string;
}

/** A refusal: thrown anywhere below a handler, answered as `application/problem+json` (RFC 9457). */
export class Problem<C extends ProblemCode = ProblemCode> extends Error {
  constructor(readonly code: C, readonly options: ProblemOptions<C> = {}) {
    super(code);
    this.name = "Problem";
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  get details(): ProblemDetails {
    const { status, title, detail: usual } = PROBLEMS[this.code];
    const { detail = usual, errors, fields } = this.options;
    return {
      type: `urn:circle:problem:${this.code}`,
      title,
      status,
      detail,
      code: this.code,
      ...(errors && { errors: [...errors] }),
      ...fields,
    };
  }

  /** The headers that go with it: `WWW-Authenticate` (RFC 6750 §3), `Retry-After`, `Allow`. */
  get headers(): Record<string, string> {
    const { retryAfter, allow } = this.options;
    return {
      ...challenge(this.code),
      ...(retryAfter !== undefined &&
        { "Retry-After": String(Math.max(1, Math.ceil(retryAfter))) }),
      ...(allow !== undefined && { "Allow": allow }),
    };
  }
}

/** The challenge of a refused token (RFC 6750 §3.1); without a token it has no error. */
function challenge(code: ProblemCode): Record<string, string> {
  if (code === "invalid_token" || code === "insufficient_scope") {
    return { "WWW-Authenticate": `Bearer error="${code}"` };
  }
  return PROBLEMS[code].status === 401 ? { "WWW-Authenticate": "Bearer" } : {};
}
