import type { FieldError } from "../../shared/problem_details.ts";
import type { ProblemCode } from "../../shared/problems.ts";
import { wasSubmitted } from "../auth/form_submissions.ts";
import { isId } from "../database/ids.ts";
import { Problem } from "../http/problem.ts";
import { notWhole } from "./form_faults.ts";
import type { FormFields, PageRequest, PageResult, ShownPage, WebDeps } from "./page.ts";
import { WORDS } from "./words.ts";

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

/** Shows a form again that was refused. */
type Refuse = (state: FormState) => ShownPage | Promise<ShownPage>;

/** What becomes of a form that is sent. */
interface Submission {
  /** Does what the form asks for, by `callOnce`. A page that it returns is shown, this once. */
  readonly act: () => Promise<PageResult | void>;
  /** Shows the form again where it is refused. */
  readonly refuse: Refuse;
  /** What comes afterwards, also where the same form was already acted upon. */
  readonly done: PageResult | (() => Promise<PageResult>);
}

/**
 * Acts on a form. What was typed is kept where it is refused, but for secrets. A double tap, or a
 * reload after a lost reply, acts once.
 */
export async function submit(
  { auth }: { readonly auth: Pick<WebDeps["auth"], "db"> },
  { form }: Pick<PageRequest, "form">,
  { act, refuse, done }: Submission,
): Promise<PageResult> {
  const { once } = form;
  if (once === undefined || !isId(once)) { // as in no form that has arrived whole
    if (Object.values(form).every((text) => text === "")) throw notWhole(); // nothing to be kept
    return await refuseForm(form, notWhole(), refuse);
  }
  if (!await wasSubmitted(auth.db, once)) {
    try {
      const page = await act();
      if (page) return page;
    } catch (error) {
      // The same form, acted upon meanwhile, may be why this one is refused: its code is used up.
      const isSent = error instanceof FormSentError ||
        error instanceof Problem && await wasSubmitted(auth.db, once).catch(() => false);
      if (!isSent) {
        if (!(error instanceof Problem) || isAboutThePage(error)) throw error;
        return await refuseForm(form, error, refuse);
      }
    }
  }
  return typeof done === "function" ? await done() : done;
}

/** Whether a refusal is not of what was typed, but of the page: signed out, or not there. */
function isAboutThePage({ code, options }: Problem): boolean {
  return code === "not_signed_in" || code === "invalid_token" ||
    code === "not_found" && options.detail === undefined;
}

/** Shows a refused form again, and tells programs too when it is worth trying again. */
export async function refuseForm(
  form: FormFields,
  problem: Problem,
  refuse: Refuse,
): Promise<ShownPage> {
  const page = await refuse(describeRefusal(form, problem));
  return { ...page, retryAfter: problem.headers["Retry-After"] };
}

/** The state of a form that was refused. */
function describeRefusal(form: FormFields, problem: Problem): FormState {
  const { detail } = problem.details;
  const errors = problem.details.errors ?? listFieldErrors(form, problem);
  const values = Object.fromEntries(
    Object.entries(form).filter(([name]) => !/password|once/.test(name)),
  );
  const sentence = errors.length > 0 ? undefined : detail;
  return { values, errors: sortByField(form, errors), sentence, status: problem.status };
}

/** The field that a refusal is about, if it is about one that the form has. */
function listFieldErrors(form: FormFields, { code, details }: Problem): FieldError[] {
  const field = FIELDS_OF[code]?.find((name) => form[name] !== undefined);
  return field === undefined ? [] : [{ field, code, message: details.detail }];
}

const CODE = ["code"];

/** By problem: the fields that may have caused it, the likeliest first. */
const FIELDS_OF: { readonly [code in ProblemCode]?: readonly string[] } = {
  email_taken: ["email"],
  wrong_password: ["current_password", "password"],
  not_found: CODE,
  invite_expired: CODE,
  invite_used: CODE,
  invite_revoked: CODE,
  reset_pending: CODE,
  reset_expired: CODE,
  request_expired: CODE,
};

/** Errors in the order of the fields, in words for people who see a form. */
function sortByField(form: FormFields, errors: readonly FieldError[]): FieldError[] {
  const names = Object.keys(form);
  const placeOf = ({ field }: FieldError) =>
    names.findIndex((name) => name === field || name.startsWith(`${field}_`));
  const reword = (error: FieldError) => ({
    ...error,
    message: REWORDED[`${error.field} ${error.code}`] ?? error.message,
  });
  return errors.map(reword).sort((a, b) => placeOf(a) - placeOf(b));
}

/** By field and code: what the API says of its own formats helps nobody who fills in a form. */
const REWORDED: Readonly<Record<string, string | undefined>> = WORDS.reworded;
