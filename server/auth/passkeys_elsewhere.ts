import type { AuthDeps } from "./deps.ts";
import { findPasskeyPlace } from "./passkey_rules.ts";
import { countPasskeysElsewhere } from "./passkeys.ts";

/** Warns of passkeys that do not work at the server's present address. */
export async function warnOfPasskeysElsewhere({ db, log, publicUrl }: AuthDeps): Promise<void> {
  const place = findPasskeyPlace(publicUrl);
  const elsewhere = await countPasskeysElsewhere(db, "host" in place ? place.host : undefined);
  for (const { host, passkeys } of elsewhere) {
    const works = passkeys === 1 ? "1 passkey works" : `${passkeys} passkeys work`;
    log.warn(`${works} only at ${host}`, {
      advice: "set CIRCLE_PUBLIC_URL to that host name again, or have people add new ones",
    });
  }
}
