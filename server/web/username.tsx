import type { Profile } from "../../shared/contract/accounts.ts";

/**
 * Tells password managers whose password a form asks for, or sets. It is not sent, and stands
 * before the password, since they look backwards from there.
 */
export function Username({ profile }: { readonly profile: Profile }) {
  return (
    <input
      type="email"
      class="unseen"
      value={profile.email}
      autocomplete="username"
      readonly
      tabindex={-1}
      aria-hidden="true"
    />
  );
}
