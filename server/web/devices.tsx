import type { Session } from "../../shared/contract/sessions.ts";
import { formatDay, formatMoment } from "./dates.ts";
import { describeDevice } from "./describe_device.ts";
import { PostForm } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { getPathId } from "./own_family.ts";
import { type PageResult, redirectTo, type SignedInRequest, type WebDeps } from "./page.ts";
import { showProblemPage } from "./problem_page.tsx";
import { Sentence } from "./sentence.tsx";
import { submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

/** `GET /account/devices`: where one is signed in. */
export async function showDevices(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const cursor = request.query.get("after") ?? undefined;
  const query = cursor === undefined ? {} : { cursor };
  const { items, next } = await request.call("listSessions", { query });
  const { devices: words } = WORDS;
  return {
    kind: "page",
    title: words.title,
    content: (
      <>
        <h1>{words.title}</h1>
        <p>
          <a class="button second" href="/approve">{words.approve}</a>
        </p>
        <ul class="list">
          {items.map((session) => <Device {...{ web, session }} />)}
        </ul>
        <MoreLink path={request.path} next={next} />
        {items.length > 1 && (
          <PostForm
            web={web}
            action="/account/devices/end-others"
            submit={words.endOthers}
            isDangerous
          />
        )}
      </>
    ),
  };
}

function Device({ web, session }: { readonly web: WebDeps; readonly session: Session }) {
  const { id, device, address, created_at, last_used_at, current, via, approved_by } = session;
  const { devices: words } = WORDS;
  const { timeZone } = web.auth.config;
  const moment = formatMoment(last_used_at, timeZone);
  return (
    <li>
      <strong dir="auto">{describeDevice(device)}</strong>
      <p class="quiet">
        <Sentence
          text={words.via[via]}
          date={formatDay(created_at, timeZone)}
          approver={describeDevice(approved_by ?? "")}
        />
      </p>
      <p class="quiet">{fillIn(words.used, { moment, address })}</p>
      {current ? <p>{words.current}</p> : (
        <PostForm
          web={web}
          action={`/account/devices/${id}/end`}
          submit={words.end}
          isDangerous
        />
      )}
    </li>
  );
}

/** `POST /account/devices/{session}/end` */
export async function submitEndDevice(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const session_id = getPathId(request, "session_id");
  return await actAndShow(web, request, async () => {
    await request.callOnce("endSession", { params: { session_id } });
  });
}

/** `POST /account/devices/{session}/keep`: it is one's own. */
export async function submitKeepDevice(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const session_id = getPathId(request, "session_id");
  return await actAndShow(web, request, async () => {
    await request.callOnce("keepSession", { params: { session_id } });
  });
}

/** `POST /account/devices/end-others` */
export async function submitEndOtherDevices(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await actAndShow(web, request, async () => {
    await request.callOnce("logout", { query: { scope: "others" } });
  });
}

async function actAndShow(
  web: WebDeps,
  request: SignedInRequest,
  act: () => Promise<void>,
): Promise<PageResult> {
  return await submit(web, request, {
    act: async () => {
      await act();
    },
    refuse: (state) => showProblemPage(state),
    done: redirectTo("/account/devices"),
  });
}
