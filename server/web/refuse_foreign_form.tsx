import { isReachable } from "../../shared/loopback.ts";
import { Problem } from "../http/problem.ts";
import { KeptText } from "./kept_text.tsx";
import { findOtherName, isFormOfName } from "./other_name.ts";
import type { FormFields, ShownPage, WebDeps } from "./page.ts";
import { readForm } from "./read_form.ts";
import { isMultipart, readMultipart } from "./read_multipart.ts";
import { Sentence } from "./sentence.tsx";
import { WORDS } from "./words.ts";

/**
 * The page for a form that another origin has sent. A browser that says no more than its origin is
 * told at which address its forms count, and what was typed at the other one is kept.
 */
export async function refuseForeignForm(
  { publicUrl }: Pick<WebDeps, "publicUrl">,
  request: Request,
): Promise<ShownPage> {
  const { problem: words } = WORDS;
  const { headers, url } = request;
  const name = headers.has("sec-fetch-site") ? undefined : findOtherName(headers, publicUrl);
  const isAtOtherName = name !== undefined && isFormOfName(name, headers);
  const start = isReachable(publicUrl) ? publicUrl : "";
  const page = <a href={start + new URL(url).pathname}>{publicUrl}</a>;
  return {
    kind: "page",
    status: 403,
    title: words.title,
    home: null,
    content: (
      <section class="card">
        <h1>{words.title}</h1>
        <p class="sentence">
          {isAtOtherName ? words.otherNameForm : words.foreignForm}{" "}
          <Sentence text={words.rightAddress} url={start === "" ? publicUrl : page} />
        </p>
        {isAtOtherName && <KeptText form={await readTyped(request)} />}
        <p>
          <a class="button" href={`${start}/`}>{words.toStart}</a>
        </p>
      </section>
    ),
  };
}

/** The fields of a form; its pictures are not taken. */
async function readTyped(request: Request): Promise<FormFields> {
  try {
    if (!isMultipart(request)) return await readForm(request);
    return (await readMultipart(request, undefined)).fields;
  } catch (error) {
    if (error instanceof Problem) return {};
    throw error;
  }
}
