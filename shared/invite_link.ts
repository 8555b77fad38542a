/**
 * The link that brings somebody to the page of an invite. What stands behind `#` is never sent
 * (RFC 9110 §4.2.5), so that no log and no preview has the code.
 */
export function formatInviteLink(publicUrl: string, code: string): string {
  return `${publicUrl}/join#${code}`;
}

/** The code of an invite that was given as a code, or as a whole link. */
export function readInviteCode(text: string): string {
  return text.slice(text.lastIndexOf("#") + 1).trim();
}
