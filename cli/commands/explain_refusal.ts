import type { Send } from "../../shared/client.ts";
import { matches } from "../../shared/matches.ts";
import { parseJson } from "../../shared/parse_json.ts";
import { type FieldError, ProblemDetails } from "../../shared/problem_details.ts";

/**
 * Sends calls. Refused fields are answered with the flags that they come from, and with the name of
 * an invisible character that they have: the server does not repeat what it was sent, and the
 * person cannot see it.
 */
export function createExplainingSend(send: Send): Send {
  return async (call) => {
    const response = await send(call);
    if (response.status !== 422) return response;
    const problem = parseJson(await response.clone().text());
    if (!matches(problem, ProblemDetails)) return response;
    const errors = problem.errors?.map((error) => nameFlag(nameInvisible(error, call.body)));
    return new Response(JSON.stringify({ ...problem, errors }), response);
  };
}

/** Fields whose flags have other names. */
const FLAGS: readonly (readonly [field: RegExp, flag: string])[] = [
  [/^expires_in_days$/, "--expires"],
  [/^max_uses$/, "--uses"],
  [/^happened_on$/, "--on"],
  [/^birthday$/, "--born"],
  [/^family_name$/, "--family-name"],
  [/^scopes$/, "--scope"],
  [/^q$/, "--search"],
  [/^photos\.\d+\.caption$/, "--caption"],
];

function nameFlag(error: FieldError): FieldError {
  const [, flag] = FLAGS.find(([field]) => field.test(error.field)) ?? [];
  return flag === undefined ? error : { ...error, field: flag };
}

function nameInvisible(error: FieldError, body: unknown): FieldError {
  const value = error.code === "invalid" ? findValue(body, error.field) : undefined;
  const found = value === undefined ? undefined : findInvisible(value);
  if (found === undefined) return error;
  return { ...error, message: `${error.message} This one has ${found}.` };
}

/** The text of a field; in lists of objects it is named like `photos.0.caption`. */
function findValue(body: unknown, field: string): string | undefined {
  const value = field.split(".").reduce<unknown>(
    (at, name) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, name)
        ? at[name as keyof typeof at]
        : undefined,
    body,
  );
  return typeof value === "string" ? value : undefined;
}

/** Describes the first character that cannot be seen: `U+202E (…) after 2 characters`. */
function findInvisible(text: string): string | undefined {
  const characters = [...text];
  // Space around a text is refused, too: its joiners may then be where they belong.
  const kinds = text === text.trim() ? [INVISIBLE, JOINER] : [INVISIBLE];
  const at = kinds.map((kind) => characters.findIndex((it) => kind.test(it)))
    .find((at) => at >= 0);
  if (at === undefined) return undefined;
  const character = characters[at]!;
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  const [, name = "it cannot be seen"] = NAMES.find(([kind]) => kind.test(character)) ?? [];
  const place = at === 0 ? "at its beginning" : `after ${at} character${at === 1 ? "" : "s"}`;
  return `U+${code} (${name}) ${place}`;
}

/** Invisible characters that belong into some texts: within emoji, and letters of some scripts. */
const JOINER = /[\n\u200c\u200d\u180b-\u180f\ufe00-\ufe0f\u{e0020}-\u{e01ef}]/u;
const INVISIBLE = new RegExp(
  `(?!${JOINER.source})[\\p{DI}\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cf}\\u2800]`,
  "u",
);

/** What people call those that come with text copied from elsewhere. */
const NAMES: readonly (readonly [kind: RegExp, name: string])[] = [
  [/[\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f]/, "it turns the direction of text"],
  [/[\n\r\u2028\u2029]/, "it breaks a line"],
  [/\t/, "a tab"],
  [/\u00ad/, "a soft hyphen"],
  [/\u200b/, "a space without width"],
  [/\u200c/, "it keeps letters apart"],
  [/\u200d/, "it joins letters"],
];
