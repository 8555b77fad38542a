import type { FieldError } from "../../shared/problem_details.ts";
import { wasSubmitted } from "../auth/form_submissions.ts";
import { isId } from "../database/ids.ts";
import { Problem } from "../http/problem.ts";
import type { FormFields, PageRequest, PageResult, WebDeps } from "./page.ts";

/** What a form shows when it is shown again: what was typed, and what was wrong with it. */
export interface FormState {
  readonly values: FormFields;
  readonly errors: readonly FieldError[];
  /** What was wrong with the whole of it. */
  readonly sentence?: string;
  readonly status: number;
}

/** A form that nobody has filled in, or with what is known already. */
export function freshForm(values: FormFields = {}): FormState {
  return { values, errors: [], status: 200 };
}

/** The same form has been acted upon before. */
export class FormSentError extends Error {}

/** What becomes of a form that is sent. */
interface Submission {
  /** Does what the form asks for, by `callOnce`. */
  readonly act: () => Promise<PageResult>;
  /** Shows the form again where it is refused. */
  readonly refuse: (state: FormState) => PageResult | Promise<PageResult>;
  /** Where to redirect if the same form was already submitted; the second time does nothing. */
  readonly again: () => PageResult | Promise<PageResult>;
}

/**
 * Acts on a form. What was typed is kept where it is refused, but for secrets. A double tap, or a
 * reload after a lost reply, acts once.
 */
export async function submit(
  { auth }: WebDeps,
  { form }: PageRequest,
  { act, refuse, again }: Submission,
): Promise<PageResult> {
  const { once } = form;
  if (once === undefined || !isId(once)) throw new Problem("malformed_request");
  if (await wasSubmitted(auth.db, once)) return await again();
  try {
    return await act();
  } catch (error) {
    if (error instanceof FormSentError) return await again();
    if (!(error instanceof Problem) || isAboutThePage(error)) throw error;
    return await refuse(describeRefusal(form, error));
  }
}

/** Whether a refusal is not of what was typed, but of the page: signed out, or not there. */
function isAboutThePage({ code, options }: Problem): boolean {
  return code === "not_signed_in" || code === "invalid_token" ||
    code === "not_found" && options.detail === undefined;
}

/** The state of a form that was refused. */
export function describeRefusal(form: FormFields, problem: Problem): FormState {
  const { detail, errors = [] } = problem.details;
  const values = Object.fromEntries(
    Object.entries(form).filter(([name]) => !/password|once/.test(name)),
  );
  const sentence = errors.length > 0 ? undefined : detail;
  return { values, errors, sentence, status: problem.status };
}
