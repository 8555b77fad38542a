import type { Endpoint } from "../endpoint.ts";
import type * as endpoint from "../endpoint.ts";
import { accounts } from "./accounts.ts";
import { families } from "./families.ts";
import { invites } from "./invites.ts";
import { members } from "./members.ts";
import { server } from "./server.ts";
import { sessions } from "./sessions.ts";
import { tokens } from "./tokens.ts";

/** The endpoints by the part of the product that they belong to. */
export const CONTRACT_PARTS = {
  accounts,
  sessions,
  tokens,
  families,
  members,
  invites,
  server,
} as const;

/** Every endpoint of the server, by name. */
export const CONTRACT = {
  ...accounts,
  ...sessions,
  ...tokens,
  ...families,
  ...members,
  ...invites,
  ...server,
} as const;

export type Contract = typeof CONTRACT;
export type EndpointName = keyof Contract;

/** Every endpoint with its name, for code that walks them all. */
export function listEndpoints(): [EndpointName, Endpoint][] {
  return Object.entries(CONTRACT) as [EndpointName, Endpoint][];
}

export type Params<N extends EndpointName> = endpoint.Params<Contract[N]>;
export type Query<N extends EndpointName> = endpoint.Query<Contract[N]>;
export type Body<N extends EndpointName> = endpoint.Body<Contract[N]>;
export type Reply<N extends EndpointName> = endpoint.Reply<Contract[N]>;
