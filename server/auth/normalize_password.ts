/** More combining marks in a row than any language writes (Stream-Safe Text, UAX #15 §13). */
const LONG_RUN = /\p{M}{31}/u;

/**
 * A password in NFC (UAX #15), since it may be typed composed or decomposed. A long run of
 * combining marks stays as it is: normalizing sorts it, which takes quadratic time.
 */
export function normalizePassword(password: string): string {
  return LONG_RUN.test(password) ? password : password.normalize("NFC");
}
