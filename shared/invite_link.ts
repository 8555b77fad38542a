/**
 * The link to the page of an invite, with the code in capital letters and groups of three. The part
 * after `#` is never sent (RFC 9110 §4.2.5), so that no log or preview has the code.
 */
export function formatInviteLink(publicUrl: string, code: string): string {
  const letters = code.toUpperCase().replaceAll(/[\s\p{Dash}]/gu, "");
  return `${publicUrl}/join#${letters.match(/.{1,3}/gu)?.join("-") ?? ""}`;
}

/** The code of an invite, given as a code or as a link. */
export function readInviteCode(text: string): string {
  return text.slice(text.lastIndexOf("#") + 1).trim();
}
