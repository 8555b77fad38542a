import type { ConnectionLimit } from "../../server/http/connection_limit.ts";

/** The limit of a server whose system has none. To measure it is a third of a start. */
export const CONNECTION_LIMIT: ConnectionLimit = { backlog: 375, connections: 1_000 };
