import { CurrentPassword } from "./current_password.tsx";
import { isRecent } from "../auth/reauthenticate.ts";
import type { SignedInRequest, WebDeps } from "./page.ts";
import type { FormState } from "./submit.ts";
import { Username } from "./username.tsx";
import { WORDS } from "./words.ts";

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
      <CurrentPassword
        state={state}
        hint={hint ?? WORDS.passwordAgain}
        isOptional={hint !== undefined}
      />
    </>
  );
}
