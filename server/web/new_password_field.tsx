import type { Schema } from "../../shared/schema.ts";
import { Field } from "./form.tsx";
import type { FormState } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

interface NewPasswordFieldProps {
  readonly state: FormState;
  readonly name?: string;
  readonly schema: Schema;
  readonly label: string;
  /** Made up for this page. */
  readonly passphrase: string;
}

/**
 * A field with a password that is made up already, for people to see and write down. The same one
 * is shown again where the form is refused.
 */
export function NewPasswordField(
  { state, name = "password", schema, label, passphrase }: NewPasswordFieldProps,
) {
  const { made_up: madeUp = passphrase } = state.values;
  const { join: words } = WORDS;
  const errors = state.errors.map((error) =>
    error.field === name ? { ...error, message: fillIn(words.ownRefused, error) } : error
  );
  return (
    <>
      <p class="passphrase">
        {words.passphrase} <output class="code">{madeUp}</output>
      </p>
      <input type="hidden" name="made_up" value={madeUp} />
      <Field
        state={{ ...state, errors }}
        name={name}
        label={label}
        schema={schema}
        hint={words.passwordHint}
        autocomplete="new-password"
        value={madeUp}
      />
    </>
  );
}
