import { CONTRACT } from "../../shared/contract/mod.ts";
import { Field } from "./form.tsx";
import type { FormState } from "./submit.ts";
import { WORDS } from "./words.ts";

const { password: PASSWORD } = CONTRACT.confirmPassword.body.schema.properties;

interface CurrentPasswordProps {
  readonly state: FormState;
  readonly hint?: string;
  readonly isOptional?: boolean;
}

/** The field for one's current password; `Username` stands before it, or a field for the email. */
export function CurrentPassword(props: CurrentPasswordProps) {
  return (
    <Field
      {...props}
      name="password"
      label={WORDS.fields.currentPassword}
      schema={PASSWORD}
      type="password"
      autocomplete="current-password"
    />
  );
}
