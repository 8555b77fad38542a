import type { FormState } from "./submit.ts";

/** What can be chosen: the value that is sent, and what it says. */
type Options = Readonly<Record<string, string>>;

interface SelectProps {
  readonly state: FormState;
  readonly name: string;
  readonly label: string;
  readonly options: Options;
  /** Chosen until something else is. */
  readonly value?: string;
  readonly hint?: string;
}

/** One of several, in a list that opens. */
export function Select({ state, name, label, options, value, hint }: SelectProps) {
  const error = state.errors.find(({ field }) => field === name);
  const chosen = state.values[name] ?? value;
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(" ");
  return (
    <div class={error ? "field refused" : "field"}>
      <label for={name}>{label}</label>
      {hint !== undefined && <p class="hint" id={`${name}-hint`}>{hint}</p>}
      {error && <p class="error" id={`${name}-error`}>{error.message}</p>}
      <select
        id={name}
        name={name}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={described || undefined}
      >
        {Object.entries(options).map(([option, text]) => (
          <option value={option} selected={option === chosen}>{text}</option>
        ))}
      </select>
    </div>
  );
}

interface CheckboxProps {
  readonly state: FormState;
  readonly name: string;
  readonly label: string;
  readonly isChecked?: boolean;
}

/** Something that is so, or is not. */
export function Checkbox({ state, name, label, isChecked = false }: CheckboxProps) {
  const wasSent = Object.keys(state.values).length > 0;
  const checked = wasSent ? state.values[name] !== undefined : isChecked;
  return (
    <div class="choice">
      <input type="checkbox" id={name} name={name} value="yes" checked={checked} />
      <label for={name}>{label}</label>
    </div>
  );
}
