import { formatMonth } from "./dates.ts";
import type { FormFields } from "./page.ts";
import type { FormState } from "./submit.ts";
import { WORDS } from "./words.ts";

interface DateFieldProps {
  readonly state: FormState;
  /** As the endpoint names it; its parts add `_day`, `_month` and `_year`. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

/** A date of which the year, or all but the year, may not be known. */
export function DateField({ state, name, label, hint }: DateFieldProps) {
  const error = state.errors.find(({ field }) => field === name);
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(" ");
  const { day, month, year, noMonth } = WORDS.dateField;
  const valueOf = (part: string) => state.values[`${name}_${part}`] ?? "";
  return (
    <fieldset
      id={name}
      class={error ? "field refused" : "field"}
      aria-describedby={described || undefined}
    >
      <legend>{label}</legend>
      {hint !== undefined && <p class="hint" id={`${name}-hint`}>{hint}</p>}
      {error && <p class="error" id={`${name}-error`}>{error.message}</p>}
      <div class="row">
        <Part name={`${name}_day`} label={day} value={valueOf("day")} length={2} />
        <div>
          <label for={`${name}_month`}>{month}</label>
          <select id={`${name}_month`} name={`${name}_month`}>
            <option value="">{noMonth}</option>
            {MONTHS.map((number) => (
              <option value={number} selected={number === valueOf("month")}>
                {formatMonth(number)}
              </option>
            ))}
          </select>
        </div>
        <Part name={`${name}_year`} label={year} value={valueOf("year")} length={4} />
      </div>
    </fieldset>
  );
}

const MONTHS = Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(2, "0"));

interface PartProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly length: number;
}

function Part({ name, label, value, length }: PartProps) {
  return (
    <div>
      <label for={name}>{label}</label>
      <input
        type="text"
        inputmode="numeric"
        id={name}
        name={name}
        value={value}
        maxlength={length}
        autocomplete="off"
      />
    </div>
  );
}

/**
 * A date as the endpoint takes it: `YYYY-MM-DD`, `--MM-DD`, `YYYY`, or null for an empty field. What
 * is half a date stays half of one, for the endpoint to refuse.
 */
export function readDate(form: FormFields, name: string): string | null {
  const part = (which: string) => (form[`${name}_${which}`] ?? "").trim();
  const [year, month, day] = [part("year"), part("month"), part("day")];
  if (month === "" && day === "") return year === "" ? null : year;
  return `${year === "" ? "-" : year}-${month}-${day.padStart(2, "0")}`;
}

/** The parts of a date in the fields of a form. */
export function splitDate(name: string, date: string | null): FormFields {
  const [, year = "", month = "", day = ""] = /^(\d{4}|-)?(?:-(\d\d)-(\d\d))?$/.exec(date ?? "") ??
    [];
  return {
    [`${name}_year`]: year === "-" ? "" : year,
    [`${name}_month`]: month,
    [`${name}_day`]: day === "" ? "" : String(Number(day)),
  };
}
