import { raw } from "hono/html";
import { renderSVG } from "uqr";
import { SIGN_IN_POLL_SECONDS, type SignInState } from "../../shared/contract/sign_in_requests.ts";
import { isReachable } from "../../shared/loopback.ts";
import { finishSignIn, formatApprovalLink } from "../auth/request_sign_in.ts";
import { startWebSession } from "../auth/web_sessions.ts";
import { Problem } from "../http/problem.ts";
import type { AskingDevice } from "./cookie.ts";
import { PostForm } from "./form.tsx";
import {
  type PageRequest,
  type PageResult,
  redirectTo,
  type ShownPage,
  type WebDeps,
} from "./page.ts";
import { Sentence } from "./sentence.tsx";
import { endPresentSession, showNotices } from "./sign_in.tsx";
import { fillIn, WORDS } from "./words.ts";

const PATH = "/sign-in/device";

/** `GET /sign-in/device`: what has become of this device's request; at first a button to ask. */
export async function showAskDevice(web: WebDeps, request: PageRequest): Promise<PageResult> {
  const { asking, call } = request;
  if (!asking) return showStart(web);
  try {
    const state = await call("pollSignInRequest", { body: { secret: asking.secret } });
    return showState(web, asking, state);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // The page was loaded again too soon; what it says is still so.
    if (error.code === "too_many_requests") return showWaiting(web, asking);
    return showStart(web, error);
  }
}

/** `POST /sign-in/device`: asks, with a code for another device. */
export async function submitAskDevice(web: WebDeps, request: PageRequest): Promise<PageResult> {
  try {
    const { secret, code } = await request.call("createSignInRequest", {});
    return { ...redirectTo(PATH), asking: { begin: { secret, code } } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return showStart(web, error);
  }
}

/** `POST /sign-in/device/go-on`: signs this device in, once its person has seen whose account it is. */
export async function submitGoOn(web: WebDeps, request: PageRequest): Promise<PageResult> {
  const { asking, client, form, log } = request;
  // Another tab may have asked since, and another account may have approved that.
  if (!asking || form.code !== asking.code) return redirectTo(PATH);
  try {
    const { secret } = asking;
    const { session, notices } = await finishSignIn(
      web.auth,
      { body: { secret }, client, log },
      startWebSession,
    );
    await endPresentSession(request);
    return {
      ...showNotices(web, notices, "/") ?? redirectTo("/"),
      cookie: { begin: session.secret },
      asking: "end",
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === "request_waiting" ? redirectTo(PATH) : showStart(web, error);
  }
}

/** `POST /sign-in/device/stop`: forgets the request of this device. */
export function submitStopAsking(): PageResult {
  return { ...redirectTo("/sign-in"), asking: "end" };
}

function showState(web: WebDeps, asking: AskingDevice, { account }: SignInState): ShownPage {
  return account ? showWhose(web, asking, account.name) : showWaiting(web, asking);
}

/** The way to ask, with the reason where asking before has failed. */
function showStart(web: WebDeps, problem?: Problem): ShownPage {
  const { askDevice: words } = WORDS;
  return {
    kind: "page",
    status: problem?.status,
    retryAfter: problem?.headers["Retry-After"],
    title: words.title,
    asking: problem && problem.status === 410 ? "end" : undefined,
    content: (
      <section class="card">
        <h1>{words.title}</h1>
        {problem && <p class="notice" role="alert">{problem.details.detail}</p>}
        <p class="lead">{words.lead}</p>
        <PostForm web={web} action={PATH} submit={problem ? words.askAgain : words.ask} />
        <p>
          <a href="/sign-in">{words.byPassword}</a>
        </p>
      </section>
    ),
  };
}

function showWaiting(web: WebDeps, { code }: AskingDevice): ShownPage {
  const { askDevice: words, link: linkWords } = WORDS;
  const { publicUrl } = web;
  const link = formatApprovalLink(publicUrl, code);
  return {
    kind: "page",
    title: words.title,
    script: "wait",
    reloadAfter: SIGN_IN_POLL_SECONDS,
    content: (
      <section class="card" id="waiting">
        <h1>{words.title}</h1>
        <p>
          <Sentence
            text={words.how}
            address={<strong>{new URL("/approve", publicUrl).href}</strong>}
          />
        </p>
        <p class="slip">
          <span class="code">{code}</span>
        </p>
        {isReachable(publicUrl)
          ? (
            <div class="qr" role="img" aria-label={words.picture}>
              {raw(renderSVG(link, { border: 4 }))}
            </div>
          )
          : (
            <p class="notice">
              <Sentence text={linkWords.loopback} host={new URL(publicUrl).host} />
            </p>
          )}
        <p class="quiet">{words.waits}</p>
        <PostForm web={web} action={`${PATH}/stop`} submit={words.stop} isSecond />
      </section>
    ),
  };
}

function showWhose(web: WebDeps, { code }: AskingDevice, name: string): ShownPage {
  const { askDevice: words } = WORDS;
  return {
    kind: "page",
    title: fillIn(words.whoseTitle, { name }),
    content: (
      <section class="card">
        <h1>
          <Sentence text={words.whoseTitle} name={name} />
        </h1>
        <p>{words.whoseLead}</p>
        <PostForm
          web={web}
          action={`${PATH}/go-on`}
          submit={fillIn(words.goOn, { name })}
          hidden={{ code }}
        />
        <PostForm web={web} action={`${PATH}/stop`} submit={words.notMe} isSecond />
      </section>
    ),
  };
}
