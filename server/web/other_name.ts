import { isReachable } from "../../shared/loopback.ts";

/**
 * The name that a request was sent to, where it is not that of the public URL: an earlier name of
 * the server, or one of its own machine. It decides what is said, and never what is allowed.
 */
export function findOtherName(headers: Headers, publicUrl: string): URL | undefined {
  const named = URL.parse(`http://${headers.get("host") ?? ""}`);
  return named && named.hostname !== new URL(publicUrl).hostname ? named : undefined;
}

/** Whether a form says that it was sent by a page at that name. */
export function isFormOfName({ hostname, port }: URL, headers: Headers): boolean {
  const origin = URL.parse(headers.get("origin") ?? "");
  // A proxy may pass the name on without its port.
  return origin?.hostname === hostname && (port === "" || origin.port === port);
}

/**
 * Whether relatives use a name who may not know the public one. A number, or a name without a dot,
 * may be how a proxy calls the server that does not pass the name on.
 */
export function isNameOfRelatives({ hostname }: URL, publicUrl: string): boolean {
  return isReachable(publicUrl) && /\..*[a-z]/.test(hostname);
}
