import { InvalidKeysError, parseSigningKeys } from "../config/signing_keys.ts";

/** What stands in the place of a secret. */
const HIDDEN = "…";

/** The text of a setting without what is secret in it. */
export function hideSecret(name: string, text: string): string {
  switch (text && name) {
    case "CIRCLE_DATABASE_URL":
      return describeDatabase(text);
    case "CIRCLE_SIGNING_KEYS":
      return describeKeys(text);
    case "CIRCLE_METRICS_TOKEN":
      return HIDDEN;
    default:
      return text.replaceAll(/(\/\/[^/\s]*?:)[^/\s]*@/g, `$1${HIDDEN}@`); // in a wrong public URL
  }
}

/** Parameters of a database's URL that may be shown with their values. */
const OPEN_PARAMETERS = ["host", "port", "sslmode", "application_name"];

/** A URL in which a `/` or a `#` of the password is not encoded is hidden as a whole. */
function describeDatabase(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^\/[\w.-]+$/.test(url.pathname) || url.hash !== "") return HIDDEN;
  const user = url.username + (url.password && `:${HIDDEN}`);
  const parameters = [...url.searchParams].map(([name, value]) =>
    `${name}=${OPEN_PARAMETERS.includes(name) ? value : HIDDEN}`
  );
  const query = parameters.length > 0 ? `?${parameters.join("&")}` : "";
  return `${url.protocol}//${user && `${user}@`}${url.host}${url.pathname}${query}`;
}

/** Keys are named by their ids, which every token says. */
function describeKeys(text: string): string {
  try {
    return parseSigningKeys(text).map(({ kid }) => `${kid}:${HIDDEN}`).join(",");
  } catch (error) {
    if (!(error instanceof InvalidKeysError)) throw error;
    return HIDDEN;
  }
}
