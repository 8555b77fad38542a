import type { JSX } from "hono/jsx/jsx-runtime";
import type { Logger } from "@logtape/logtape";
import type { ClientInput } from "../../shared/client.ts";
import type { Profile } from "../../shared/contract/accounts.ts";
import type { EndpointName } from "../../shared/contract/mod.ts";
import type { AuthDeps } from "../auth/deps.ts";
import type { CallEndpoint } from "../http/call_endpoint.ts";
import type { Problem } from "../http/problem.ts";
import type { BinaryResult, RequestSource, Result, SessionCaller } from "../http/handler.ts";
import type { PeopleCache } from "../people/people_cache.ts";
import type { Assets } from "./assets.ts";
import type { AskingDevice, CookiePolicy } from "./cookie.ts";

/** What pages work with. They hold no rule of their own: they call the endpoints of the API. */
export interface WebDeps {
  readonly call: CallEndpoint;
  /** For signing in and out, which the API does by tokens. */
  readonly auth: AuthDeps;
  /** Refuses the body of a login that its schema does not allow. */
  readonly checkLogin: (body: unknown) => Promise<void>;
  /** The same for a login by a passkey. */
  readonly checkPasskeyLogin: (body: unknown) => Promise<void>;
  readonly peopleCache: PeopleCache;
  /** Origin of the server as others reach it. */
  readonly publicUrl: string;
  readonly cookies: CookiePolicy;
  readonly assets: Assets;
}

/** The fields of a form, each once, with `\n` between lines. */
export type FormFields = Readonly<Record<string, string>>;

/** A picture of a form that was sent: its id, or why it was refused. */
export interface SentPicture {
  /** As its sender calls the file. */
  readonly name: string;
  readonly id?: string;
  readonly refusal?: string;
}

/** What came of a form. */
export interface SentForm {
  /** Empty but for a form that is sent. */
  readonly form: FormFields;
  /** The pictures of the form, in their order. */
  readonly pictures: readonly SentPicture[];
  /** Why it is not the whole form: some of it could not be read. */
  readonly fault?: Problem;
}

/** A request for a page, or of a form on it. */
export interface PageRequest extends SentForm {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The session of who is signed in, and their account. */
  readonly caller: SessionCaller | undefined;
  readonly profile: Profile | undefined;
  /** This browser's request to be signed in by another device. */
  readonly asking: AskingDevice | undefined;
  readonly client: RequestSource;
  readonly log: Logger;
  /** Calls an endpoint in the name of who is signed in. */
  readonly call: Call;
  /** Does the same as `call`, once for each form: a second time it throws a `FormSentError`. */
  readonly callOnce: Call;
}

type Call = <N extends EndpointName>(name: N, input: ClientInput<N>) => Promise<Result<N>>;

/** A request of someone who is signed in, with their account. */
export interface SignedInRequest extends PageRequest {
  readonly caller: SessionCaller;
  readonly profile: Profile;
  /** Checks the password of who is signed in, so that what needs a recent one can be done. */
  readonly confirmPassword: (password: string) => Promise<void>;
}

/** What a cookie of an answer does: begin with a new value, or end. */
type CookieChange<T = string> = { readonly begin: T } | "end";

/** A page to show. */
export interface ShownPage {
  readonly kind: "page";
  /** 200 where it is left out. */
  readonly status?: number;
  readonly title: string;
  readonly content: JSX.Element;
  /** The family that it is about. */
  readonly familyId?: string;
  /** Its address at the public URL, if not by its path; null where the page names that itself. */
  readonly home?: string | null;
  /** What a messenger shows for a link to it, in place of the title. */
  readonly preview?: string;
  /** The script that helps, where a browser runs it. */
  readonly script?: "join" | "passkey" | "share" | "wait";
  /** Seconds after which a browser without scripts loads it again. */
  readonly reloadAfter?: number;
  /** Seconds after which it is worth trying again, where it was refused for a while. */
  readonly retryAfter?: string;
  readonly cookie?: CookieChange;
  readonly asking?: CookieChange<AskingDevice>;
}

/** An address to redirect to. */
interface Redirect {
  readonly kind: "redirect";
  readonly to: string;
  readonly cookie?: CookieChange;
  readonly asking?: CookieChange<AskingDevice>;
}

/** Goes on to another page, with another cookie where one is given. */
export function redirectTo(path: string, cookie?: CookieChange): Redirect {
  return { kind: "redirect", to: path, cookie };
}

/** A file to keep. */
interface FileResult {
  readonly kind: "file";
  readonly fileName: string;
  readonly mediaType: string;
  readonly body: string | ReadableStream<Uint8Array>;
}

/** A picture that a page shows. */
interface PictureResult {
  readonly kind: "picture";
  readonly picture: BinaryResult;
}

/** What a page answers with. */
export type PageResult = ShownPage | Redirect | FileResult | PictureResult;

/** Answers requests for a page; throws a `Problem` for what is refused. */
type PageHandler<R> = (web: WebDeps, request: R) => PageResult | Promise<PageResult>;

/** A page or a form by its method and path, in Hono's form. */
export type PageRoute =
  & { readonly method: "GET" | "POST"; readonly path: string }
  & (
    | { readonly access: "anyone"; readonly handle: PageHandler<PageRequest> }
    | {
      readonly access: "session";
      readonly handle: PageHandler<SignedInRequest>;
      /** Takes the pictures of a form, where it may have some. */
      readonly takePicture?: TakePicture;
    }
  );

/** Takes a picture of a form while it comes. */
type TakePicture = (
  request: SignedInRequest,
  name: string,
  bytes: ReadableStream<Uint8Array>,
) => Promise<SentPicture>;

/** A page that anyone can open. */
export function openRoute(
  method: PageRoute["method"],
  path: string,
  handle: PageHandler<PageRequest>,
): PageRoute {
  return { method, path, access: "anyone", handle };
}

/** A page for those who are signed in; others sign in first. */
export function memberRoute(
  method: PageRoute["method"],
  path: string,
  handle: PageHandler<SignedInRequest>,
  takePicture?: TakePicture,
): PageRoute {
  return { method, path, access: "session", handle, takePicture };
}
