import type { PageRoute } from "../../../server/web/page.ts";
import { PAGES } from "../../../server/web/pages.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import type { Visitor } from "../../support/visitor.ts";
import type { PageRole, PageWorld } from "./page_world.ts";

/** A form that is sent to the path of a page, filled in so that it does what it is for. */
export interface PageForm {
  /** The sender; the owner by default. */
  readonly by?: PageRole;
  readonly fields: (world: PageWorld) => Readonly<Record<string, string>>;
  /** Does the same when it is sent again, so that it needs no id. */
  readonly isRepeatable?: boolean;
  /** Only shows or hands out something. */
  readonly changesNothing?: boolean;
  /** The status where the server of the tests refuses it: an IP address cannot have passkeys. */
  readonly refusal?: number;
}

const NEWCOMER = { name: "Karl", email: "karl@example.org", password: GOOD_PASSWORD };
const NEW_PASSKEY = { id: "AAAA", response: { clientDataJSON: "AAAA", attestationObject: "AAAA" } };
const PASSKEY_ANSWER = {
  id: "AAAA",
  response: {
    clientDataJSON: "AAAA",
    authenticatorData: "AAAA",
    signature: "AAAA",
    userHandle: "AAAA",
  },
};
const NEW_PASSWORD = "apple orchards by the river";

/** Every form of the pages, by its path in the table of pages. */
export const PAGE_FORMS: Readonly<Record<string, PageForm>> = {
  "/sign-in": {
    by: "stranger",
    fields: ({ owner: { email, password } }) => ({ email, password }),
    isRepeatable: true,
  },
  "/sign-in/passkey": {
    by: "stranger",
    fields: () => ({}),
    isRepeatable: true,
    changesNothing: true,
    refusal: 409,
  },
  "/sign-in/passkey/finish": {
    by: "stranger",
    fields: () => ({ response: JSON.stringify(PASSKEY_ANSWER) }),
    isRepeatable: true,
    changesNothing: true,
    refusal: 409,
  },
  "/sign-in/device": { by: "stranger", fields: () => ({}), isRepeatable: true },
  "/sign-in/device/go-on": {
    by: "stranger",
    fields: ({ approvedCode: code }) => ({ code }),
    isRepeatable: true,
  },
  "/sign-in/device/stop": {
    by: "stranger",
    fields: () => ({}),
    isRepeatable: true,
    changesNothing: true,
  },
  "/sign-out": { fields: () => ({}), isRepeatable: true },
  "/join": {
    by: "stranger",
    fields: ({ inviteCode: code }) => ({ code }),
    isRepeatable: true,
    changesNothing: true,
  },
  "/join/new": { by: "stranger", fields: ({ inviteCode: code }) => ({ ...NEWCOMER, code }) },
  "/join/mine": { by: "outsider", fields: ({ inviteCode: code }) => ({ code }) },
  "/join/sign-in": {
    by: "stranger",
    fields: ({ inviteCode: code, outsider: { email, password } }) => ({ code, email, password }),
    isRepeatable: true,
  },
  "/start": { by: "stranger", fields: () => NEWCOMER },
  "/reset": {
    by: "stranger",
    fields: ({ resetCode: code }) => ({ code, new_password: NEW_PASSWORD }),
  },
  "/approve": {
    fields: ({ signInCode: code }) => ({ code }),
    isRepeatable: true,
    changesNothing: true,
  },
  "/approve/yes": { fields: ({ signInCode: code }) => ({ code }) },
  "/approve/no": { fields: ({ signInCode: code }) => ({ code }) },
  "/account/name": { fields: () => ({ name: "Änne" }) },
  "/account/email": {
    fields: ({ owner: { password } }) => ({ email: "anna@example.net", password }),
  },
  "/account/password": {
    fields: ({ owner }) => ({ current_password: owner.password, new_password: NEW_PASSWORD }),
  },
  "/account/password/keep": { fields: () => ({}) },
  "/account/devices/end-others": { fields: () => ({}) },
  "/account/devices/:session_id/end": { fields: () => ({}) },
  "/account/devices/:session_id/keep": { fields: () => ({}) },
  "/account/passkeys": {
    fields: ({ owner: { password } }) => ({ name: "my phone", password }),
    isRepeatable: true,
    changesNothing: true,
    refusal: 409,
  },
  "/account/passkeys/finish": {
    fields: () => ({ name: "my phone", response: JSON.stringify(NEW_PASSKEY) }),
    isRepeatable: true,
    changesNothing: true,
    refusal: 409,
  },
  "/account/passkeys/:passkey_id/keep": { fields: () => ({}) },
  "/account/passkeys/:passkey_id/remove": {
    fields: ({ owner: { password } }) => ({ password }),
  },
  "/account/tokens/:token_id/revoke": { fields: () => ({}) },
  "/account/export": { fields: () => ({}), isRepeatable: true, changesNothing: true },
  "/account/delete": { fields: ({ owner: { password } }) => ({ password, forget: "yes" }) },
  "/f": { fields: () => ({ name: "The other Bergs" }) },
  "/f/:family_id/journal": { fields: () => ({ text: "Look", happened_on: "2026-09-07" }) },
  "/f/:family_id/journal/seen": { fields: () => ({ until: "2026-01-01T00:00:00.000Z" }) },
  "/f/:family_id/journal/:post_id/reaction": { fields: () => ({ kind: "heart" }) },
  "/f/:family_id/journal/:post_id/comments": { fields: () => ({ text: "Yes, look" }) },
  "/f/:family_id/journal/:post_id/comments/:comment_id/edit": {
    fields: () => ({ text: "How tall she has become!" }),
  },
  "/f/:family_id/journal/:post_id/comments/:comment_id/delete": { fields: () => ({}) },
  "/f/:family_id/journal/:post_id/edit": { fields: () => ({ text: "Her second day at school" }) },
  "/f/:family_id/journal/:post_id/delete": { fields: () => ({}) },
  "/f/:family_id/people/download": { fields: () => ({ format: "csv" }), isRepeatable: true },
  "/f/:family_id/people/new": { fields: () => ({ name: "Lea", birthday_year: "2019" }) },
  "/f/:family_id/people/:person_id/edit": { fields: () => ({ name: "Oma Elisabeth" }) },
  "/f/:family_id/people/:person_id/remove": { fields: () => ({}) },
  "/f/:family_id/feeds": { fields: () => ({ name: "my tablet" }) },
  "/f/:family_id/feeds/:feed_id/revoke": { fields: () => ({}) },
  "/f/:family_id/invites": {
    fields: () => ({ note: "for Karl", role: "member", expires_in_days: "7", max_uses: "1" }),
  },
  "/f/:family_id/invites/:invite_id/revoke": { fields: () => ({}) },
  "/f/:family_id/members/:account_id/role": { fields: () => ({ role: "admin" }) },
  "/f/:family_id/members/:account_id/remove": { fields: () => ({}) },
  "/f/:family_id/members/:account_id/reset": { fields: () => ({}) },
  "/f/:family_id/settings/name": { fields: () => ({ name: "The Bergs" }) },
  "/f/:family_id/export": { fields: () => ({}), isRepeatable: true },
  "/f/:family_id/leave": { fields: () => ({ forget: "yes" }) },
  "/f/:family_id/delete": { fields: () => ({ name: "Anna Berg's family" }) },
};

/** Every form with what is sent, and to where. */
export function listPageForms(): { readonly route: PageRoute; readonly form: PageForm }[] {
  return PAGES.filter(({ method }) => method === "POST").map((route) => {
    const form = PAGE_FORMS[route.path];
    if (!form) throw new Error(`${route.path} has no row in PAGE_FORMS`);
    return { route, form };
  });
}

/** What is sent to the path of a form. */
export interface SentForm {
  readonly fields?: Readonly<Record<string, string>>;
  /** Sent in place of fields. */
  readonly body?: BodyInit;
  /** Beside the cookie; by default those that browsers send from a page of the server. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a page or a form was answered with. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Browser = Pick<Visitor, "origin" | "cookie">;

/** Sends a form with a new id, and follows nothing. */
export async function postForm(
  browser: Browser,
  path: string,
  { fields = {}, body, headers = { "sec-fetch-site": "same-origin" } }: SentForm,
): Promise<PageAnswer> {
  return await fetchPage(browser, path, {
    method: "POST",
    headers,
    body: body ?? new URLSearchParams({ once: crypto.randomUUID(), ...fields }),
  });
}

/** Opens a page, or what else is said, and follows nothing. */
export async function fetchPage(
  { origin, cookie }: Browser,
  path: string,
  { headers, ...init }: RequestInit & { readonly headers?: SentForm["headers"] } = {},
): Promise<PageAnswer> {
  const response = await fetch(new URL(path, origin), {
    ...init,
    headers: { ...cookie !== undefined && { cookie }, ...headers },
    redirect: "manual",
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
