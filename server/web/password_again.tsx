import { CONTRACT } from "../../shared/contract/mod.ts";
import { isRecent } from "../auth/reauthenticate.ts";
import { Field } from "./form.tsx";
import type { SignedInRequest, WebDeps } from "./page.ts";
import type { FormState } from "./submit.ts";
import { Username } from "./username.tsx";
import { WORDS } from "./words.ts";

const { password: PASSWORD } = CONTRACT.confirmPassword.body.schema.properties;

interface PasswordAgainProps {
  readonly web: WebDeps;
  readonly request: SignedInRequest;
  readonly state: FormState;
  /** When it is needed, if not always. */
  readonly hint?: string;
}

/** Asks for the password once more, unless it was entered within the last minutes. */
export function PasswordAgain({ web, request, state, hint }: PasswordAgainProps) {
  if (isRecent(request.caller.authenticatedAt, web.auth.now())) return null;
  return (
    <>
      <Username profile={request.profile} />
      <Field
        state={state}
        name="password"
        label={WORDS.fields.currentPassword}
        schema={PASSWORD}
        hint={hint ?? WORDS.passwordAgain}
        type="password"
        autocomplete="current-password"
        isOptional={hint !== undefined}
      />
    </>
  );
}
