import { SignInCode, type SignInPreview } from "../../shared/contract/sign_in_requests.ts";
import { readInviteCode } from "../../shared/invite_link.ts";
import { Problem } from "../http/problem.ts";
import { formatAge } from "./dates.ts";
import { describeDevice } from "./describe_device.ts";
import { Field, PostForm } from "./form.tsx";
import type { PageResult, ShownPage, SignedInRequest, WebDeps } from "./page.ts";
import { showMessage } from "./problem_page.tsx";
import { Sentence } from "./sentence.tsx";
import { type FormState, freshForm, refuseForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

/** `GET /approve`: asks for the code that another device shows. */
export function showApprove(web: WebDeps): PageResult {
  return showCodeForm(web, freshForm());
}

/** `POST /approve`: shows which device has the code, before anything happens. */
export async function submitPreviewDevice(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const code = readCode(request);
  try {
    const device = await request.call("previewSignInRequest", { body: { code } });
    return showDevice(web, { code, device });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return await refuseForm(request.form, error, (state) => showCodeForm(web, state));
  }
}

/** `POST /approve/yes`: signs that device in. */
export function submitApproveDevice(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { approvedTitle, approved } = WORDS.approve;
  return decide(web, request, "approveSignInRequest", showMessage(200, approvedTitle, approved));
}

/** `POST /approve/no`: tells that device that it is not let in. */
export function submitRefuseDevice(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { refusedTitle, refused } = WORDS.approve;
  return decide(web, request, "refuseSignInRequest", showMessage(200, refusedTitle, refused));
}

async function decide(
  web: WebDeps,
  request: SignedInRequest,
  endpoint: "approveSignInRequest" | "refuseSignInRequest",
  done: ShownPage,
): Promise<PageResult> {
  return await submit(web, request, {
    act: async () => {
      await request.callOnce(endpoint, { body: { code: readCode(request) } });
    },
    refuse: (state) => showCodeForm(web, state),
    done,
  });
}

/** The code of a form; a whole link that was typed is as good. */
function readCode({ form: { code = "" } }: SignedInRequest): string {
  return readInviteCode(code);
}

function showCodeForm(web: WebDeps, state: FormState): ShownPage {
  const { approve: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    script: "join",
    content: (
      <section class="card">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
        <PostForm web={web} action="/approve" submit={words.submit} state={state}>
          <Field
            state={state}
            name="code"
            label={words.code}
            schema={SignInCode}
            hint={words.codeHint}
            autocomplete="off"
          />
        </PostForm>
      </section>
    ),
  };
}

interface ShownDevice {
  readonly code: string;
  readonly device: SignInPreview;
}

function showDevice(web: WebDeps, { code, device: asking }: ShownDevice): ShownPage {
  const { approve: words } = WORDS;
  const { device, address, same_network, created_at } = asking;
  return {
    kind: "page",
    title: words.deviceTitle,
    content: (
      <section class="card">
        <h1>{words.deviceTitle}</h1>
        <p class="lead">
          <strong dir="auto">{describeDevice(device)}</strong>
        </p>
        <p>
          <Sentence
            text={same_network ? words.from : words.fromElsewhere}
            age={formatAge(created_at, web.auth.now())}
            address={address}
          />
        </p>
        <p class="notice">{words.warning}</p>
        <PostForm
          web={web}
          action="/approve/yes"
          submit={words.approve}
          hidden={{ code }}
        />
        <PostForm
          web={web}
          action="/approve/no"
          submit={words.refuse}
          hidden={{ code }}
          isSecond
        />
      </section>
    ),
  };
}
