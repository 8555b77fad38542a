import type { ScriptToken } from "../../shared/contract/tokens.ts";
import { formatDay } from "./dates.ts";
import { PostForm } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { getPathId } from "./own_family.ts";
import { type PageResult, redirectTo, type SignedInRequest, type WebDeps } from "./page.ts";
import { showProblemPage } from "./problem_page.tsx";
import { submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

/** `GET /account/tokens`: the script tokens, which the command makes. */
export async function showTokens(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const cursor = request.query.get("after") ?? undefined;
  const query = cursor === undefined ? {} : { cursor };
  const { items, next } = await request.call("listTokens", { query });
  const { tokens: words } = WORDS;
  return {
    kind: "page",
    title: words.title,
    content: (
      <>
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        {items.length === 0 && <p class="quiet">{words.none}</p>}
        <ul class="list">
          {items.map((token) => <Token {...{ web, token }} />)}
        </ul>
        <MoreLink path={request.path} next={next} />
      </>
    ),
  };
}

function Token({ web, token }: { readonly web: WebDeps; readonly token: ScriptToken }) {
  const { id, name, expires_at, last_used_at } = token;
  const { tokens: words } = WORDS;
  const { timeZone } = web.auth.config;
  const facts = [
    last_used_at === null
      ? words.unused
      : fillIn(words.used, { date: formatDay(last_used_at, timeZone) }),
    fillIn(words.until, { date: formatDay(expires_at, timeZone) }),
  ];
  return (
    <li>
      <strong dir="auto">{name}</strong>
      <p class="quiet">{facts.join(" · ")}</p>
      <PostForm
        web={web}
        action={`/account/tokens/${id}/revoke`}
        submit={words.revoke}
        isDangerous
      />
    </li>
  );
}

/** `POST /account/tokens/{token}/revoke` */
export async function submitRevokeToken(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const token_id = getPathId(request, "token_id");
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("revokeToken", { params: { token_id } });
    },
    refuse: (state) => showProblemPage(state),
    done: redirectTo("/account/tokens"),
  });
}
