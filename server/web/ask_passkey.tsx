import { parseJson } from "../../shared/parse_json.ts";
import { Problem } from "../http/problem.ts";
import { PostForm } from "./form.tsx";
import type { FormFields, WebDeps } from "./page.ts";
import { WORDS } from "./words.ts";

interface AskPasskeyProps {
  readonly web: WebDeps;
  /** Ends in `/finish`, by which the script finds the form. */
  readonly action: string;
  /** Whether a passkey is made, or one that is there answers. */
  readonly kind: "create" | "get";
  readonly options: object;
  readonly hidden?: Readonly<Record<string, string>>;
}

/** Has a passkey answer by the script of the page, which sends what it said. */
export function AskPasskey({ web, action, kind, options, hidden }: AskPasskeyProps) {
  const { passkeys: words } = WORDS;
  return (
    <>
      <noscript>
        <p class="notice">{words.needsScript}</p>
      </noscript>
      <div id="passkey" hidden data-kind={kind} data-options={JSON.stringify(options)}>
        <p>{words.asks}</p>
        <p class="notice" role="alert" id="failed" hidden>{words.failed}</p>
        <PostForm
          web={web}
          action={action}
          submit={words.ask}
          hidden={{ ...hidden, response: "" }}
        />
      </div>
    </>
  );
}

/** What a passkey said, as the script of a page has sent it, for an endpoint that checks it. */
export function readPasskeyAnswer<T>({ response = "" }: FormFields): T {
  const answer = parseJson(response);
  if (typeof answer !== "object" || answer === null) throw new Problem("malformed_request");
  return answer as T; // unless the endpoint refuses it
}
