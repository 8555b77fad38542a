import type { Problem } from "../http/problem.ts";
import { KeptText } from "./kept_text.tsx";
import type { FormFields, ShownPage } from "./page.ts";
import type { FormState } from "./submit.ts";
import { WORDS } from "./words.ts";

/** The page for what was refused, in words that a relative understands, with what was typed. */
export function showProblem(problem: Problem, form?: FormFields): ShownPage {
  if (problem.code === "not_found") {
    return showMessage(404, WORDS.problem.notFound, WORDS.problem.notFoundLead, form);
  }
  const page = showMessage(problem.status, WORDS.problem.title, problem.details.detail, form);
  return { ...page, retryAfter: problem.headers["Retry-After"] };
}

/** A page of one sentence, and the way back. */
export function showMessage(
  status: number,
  title: string,
  sentence: string,
  form: FormFields = {},
): ShownPage {
  return {
    kind: "page",
    status,
    title,
    content: (
      <section class="card">
        <h1>{title}</h1>
        <p>{sentence}</p>
        <KeptText form={form} />
        <p>
          <a class="button" href="/">{WORDS.problem.toStart}</a>
        </p>
      </section>
    ),
  };
}

/** The page for a form without fields that was refused. */
export function showProblemPage(
  { status, sentence, errors }: FormState,
  familyId?: string,
): ShownPage {
  const text = sentence ?? errors.map(({ message }) => message).join(" ");
  return { ...showMessage(status, WORDS.problem.title, text), familyId };
}
