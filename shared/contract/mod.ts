import type { Endpoint } from "../endpoint.ts";
import type * as endpoint from "../endpoint.ts";
import { accounts } from "./accounts.ts";
import { families } from "./families.ts";
import { feeds } from "./feeds.ts";
import { invites } from "./invites.ts";
import { journal } from "./journal.ts";
import { members } from "./members.ts";
import { passkeys } from "./passkeys.ts";
import { people } from "./people.ts";
import { photos } from "./photos.ts";
import { server } from "./server.ts";
import { sessions } from "./sessions.ts";
import { signInRequests } from "./sign_in_requests.ts";
import { tokens } from "./tokens.ts";

/** A part of the product, as the documentation shows it. */
export interface ContractPart {
  readonly description: string;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
}

/** The endpoints by the part of the product that they belong to. */
export const CONTRACT_PARTS: Readonly<Record<string, ContractPart>> = {
  accounts: { description: "A person's own account", endpoints: accounts },
  sessions: { description: "Logging in, staying logged in, logging out", endpoints: sessions },
  signInRequests: {
    description: "Signing in by approval from another device",
    endpoints: signInRequests,
  },
  passkeys: { description: "Signing in by a passkey (WebAuthn)", endpoints: passkeys },
  tokens: {
    description: "Script tokens, with which programs act as an account",
    endpoints: tokens,
  },
  families: { description: "Families and their logs", endpoints: families },
  members: { description: "The members of a family and their roles", endpoints: members },
  people: { description: "The family's people and their birthdays", endpoints: people },
  journal: { description: "What the family tells each other", endpoints: journal },
  photos: { description: "The pictures in the journal", endpoints: photos },
  feeds: { description: "Addresses at which calendars read the birthdays", endpoints: feeds },
  invites: { description: "Codes with which people join a family", endpoints: invites },
  server: { description: "The server itself", endpoints: server },
};

/** Every endpoint of the server, by name. */
export const CONTRACT = {
  ...accounts,
  ...sessions,
  ...signInRequests,
  ...passkeys,
  ...tokens,
  ...families,
  ...members,
  ...people,
  ...journal,
  ...photos,
  ...feeds,
  ...invites,
  ...server,
} as const;

/** The contract as a type: every endpoint by its name. */
export type Contract = typeof CONTRACT;
/** The name of an endpoint, which is also its `operationId` and its method of the client. */
export type EndpointName = keyof Contract;

/** Every endpoint with its name, for code that walks them all. */
export function listEndpoints(): [EndpointName, Endpoint][] {
  return Object.entries(CONTRACT) as [EndpointName, Endpoint][]; // entries forget what keys are
}

/** The path parameters of the endpoint of a name. */
export type Params<N extends EndpointName> = endpoint.ParamsOf<Contract[N]>;
/** The checked query of the endpoint of a name. */
export type Query<N extends EndpointName> = endpoint.QueryOf<Contract[N]>;
/** The checked body of the endpoint of a name. */
export type Body<N extends EndpointName> = endpoint.BodyOf<Contract[N]>;
/** What the endpoint of a name answers with. */
export type Reply<N extends EndpointName> = endpoint.ReplyOf<Contract[N]>;
