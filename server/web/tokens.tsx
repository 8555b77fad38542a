import type { Profile } from "../../shared/contract/accounts.ts";
import type { ScriptToken } from "../../shared/contract/tokens.ts";
import { formatDay } from "./dates.ts";
import { PostForm } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { getPathId } from "./own_family.ts";
import { type PageResult, redirectTo, type SignedInRequest, type WebDeps } from "./page.ts";
import { showProblemPage } from "./problem_page.tsx";
import { Sentence } from "./sentence.tsx";
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
          {items.map((token) => <Token {...{ web, token, profile: request.profile }} />)}
        </ul>
        <MoreLink path={request.path} next={next} />
      </>
    ),
  };
}

function Token({ web, token, profile }: {
  readonly web: WebDeps;
  readonly token: ScriptToken;
  readonly profile: Profile;
}) {
  const { id, name, prefix, expires_at, last_used_at } = token;
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
      <p>
        <Sentence
          text={words.may}
          acts={describeAccess(token)}
          family={nameFamily(token, profile)}
        />
      </p>
      {prefix !== null && <p class="quiet">{fillIn(words.begins, { prefix })}</p>}
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

/** What a script token lets its program do, in words that go on after "may". */
function describeAccess({ read_only, scopes }: ScriptToken): string {
  const { tokens: words } = WORDS;
  if (scopes === null) return read_only ? words.look : words.change;
  return new Intl.ListFormat("en").format(scopes.map((scope) => words.scopes[scope]));
}

function nameFamily({ family }: ScriptToken, { families }: Profile): string {
  const { tokens: words } = WORDS;
  if (family === null) return words.allFamilies;
  return families.find(({ id }) => id === family)?.name ?? words.formerFamily;
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
