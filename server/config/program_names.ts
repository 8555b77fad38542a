/** Whether this runs from the package of npm, in which sources are translated. */
const IS_PACKAGE = import.meta.url.endsWith(".mjs");

/** What the host types for the commands of `server/admin/`. */
export const ADMIN_PROGRAM = IS_PACKAGE ? "circle-server admin" : "deno task admin";

/** What the host types to start a server. */
export const SERVE_PROGRAM = IS_PACKAGE ? "circle-server serve" : "deno task serve";
