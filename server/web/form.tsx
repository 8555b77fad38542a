import type { Child } from "hono/jsx";
import type { Schema } from "../../shared/schema.ts";
import { newId } from "../database/ids.ts";
import type { WebDeps } from "./page.ts";
import type { FormState } from "./submit.ts";
import { WORDS } from "./words.ts";

interface PostFormProps {
  readonly web: WebDeps;
  readonly action: string;
  /** What the button says. */
  readonly submit: string;
  /** Looks like what it is: something that cannot be undone. */
  readonly isDangerous?: boolean;
  /** Another way than the first one. */
  readonly isSecond?: boolean;
  /** What goes along unseen. */
  readonly hidden?: Readonly<Record<string, string>>;
  readonly state?: FormState;
  /** Whether files go along. */
  readonly hasFiles?: boolean;
  readonly children?: Child;
}

/** A form with its fields and one button. It carries an id by which it acts once. */
export function PostForm(
  { web, action, submit, isDangerous, isSecond, hidden = {}, state, hasFiles, children }:
    PostFormProps,
) {
  return (
    <form
      method="post"
      action={action}
      enctype={hasFiles ? "multipart/form-data" : undefined}
      novalidate
    >
      {state && <ErrorSummary state={state} />}
      {Object.entries({ once: newId(web.auth), ...hidden }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <button type="submit" class={isDangerous ? "danger" : isSecond ? "second" : undefined}>
        {submit}
      </button>
    </form>
  );
}

/** What was refused, with links to the fields, where a screen reader begins to read. */
function ErrorSummary({ state: { errors, sentence } }: { readonly state: FormState }) {
  if (errors.length === 0 && sentence === undefined) return null;
  return (
    <div class="errors" role="alert">
      <h2>{WORDS.errorSummary}</h2>
      {sentence !== undefined && <p>{sentence}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ field, message }) => (
            <li>
              <a href={`#${field}`}>{nameError(field, message)}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** An error of a list says which field it is about. */
function nameError(field: string, message: string): string {
  const name = FIELD_NAMES[field];
  return name === undefined ? message : `${name}: ${message}`;
}

const FIELD_NAMES: Readonly<Record<string, string | undefined>> = WORDS.fieldNames;

interface FieldProps {
  readonly state: FormState;
  /** As the endpoint names it; also its id. */
  readonly name: string;
  readonly label: string;
  /** What the endpoint takes; limits follow from it. */
  readonly schema: Schema;
  readonly hint?: string;
  readonly type?: "text" | "email" | "password" | "tel" | "number" | "search";
  readonly autocomplete?: string;
  /** Several lines. */
  readonly isLong?: boolean;
  readonly isOptional?: boolean;
  /** Shown until something else is typed. */
  readonly value?: string;
}

/** A field with its label, what helps to fill it in, and what was wrong with it. */
export function Field(
  { state, name, label, schema, hint, type = "text", isLong, isOptional, value, autocomplete }:
    FieldProps,
) {
  const error = state.errors.find(({ field }) => field === name);
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  const errorId = error && `${name}-error`;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  const isInvalid = error ? "true" : undefined;
  const isSecret = name === "code" || name.endsWith("password");
  const text = state.values[name] ?? value ?? "";
  return (
    <div class={error ? "field refused" : "field"}>
      <label for={name}>{label}</label>
      {hint !== undefined && <p class="hint" id={hintId}>{hint}</p>}
      {error && <p class="error" id={errorId}>{error.message}</p>}
      {isLong
        ? (
          <textarea
            id={name}
            name={name}
            rows={4}
            dir="auto"
            required={!isOptional}
            maxlength={limitOf(schema)}
            autocomplete={autocomplete}
            aria-invalid={isInvalid}
            aria-describedby={describedBy}
          >
            {`\n${text}` /* the first line break is not shown */}
          </textarea>
        )
        : (
          <input
            type={type}
            id={name}
            name={name}
            value={text}
            dir="auto"
            required={!isOptional}
            maxlength={limitOf(schema)}
            autocomplete={autocomplete}
            autocapitalize={type === "text" ? isSecret ? "none" : "words" : undefined}
            spellcheck={isSecret ? false : undefined}
            aria-invalid={isInvalid}
            aria-describedby={describedBy}
          />
        )}
    </div>
  );
}

/** HTML counts UTF-16 units, of which a code point has up to two: a longer text is refused by us. */
function limitOf({ maxLength }: Schema): number | undefined {
  return typeof maxLength === "number" ? 2 * maxLength : undefined;
}
