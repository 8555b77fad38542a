import { Problem } from "../http/problem.ts";
import { isPlain, readBytes } from "../http/read_body.ts";
import type { FormFields } from "./page.ts";

/** Fields that a form may have; those of the pages have some twenty. */
const MAX_FIELDS = 100;

/** What a form of another kind is told. */
export const SEND_PAGE_FORM = "Send the form of the page.";

/** Reads a form as browsers send it by default; a repeated field is refused. */
export async function readForm(request: Request): Promise<FormFields> {
  if (!isPlain(request.headers, "application/x-www-form-urlencoded")) {
    throw new Problem("unsupported_media_type", { detail: SEND_PAGE_FORM });
  }
  return parseForm(await readBytes(request));
}

/** Parses `application/x-www-form-urlencoded` (URL Standard §5.1), but for text that is not UTF-8. */
function parseForm(bytes: Uint8Array): FormFields {
  const fields: Record<string, string> = Object.create(null);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("+", " ");
    const pairs = text.split("&").filter((pair) => pair !== "");
    if (pairs.length > MAX_FIELDS) throw new Problem("malformed_request");
    for (const pair of pairs) {
      const at = pair.includes("=") ? pair.indexOf("=") : pair.length;
      const name = decodeURIComponent(pair.slice(0, at));
      if (name in fields) throw new Problem("malformed_request");
      fields[name] = decodeURIComponent(pair.slice(at + 1)).replaceAll(/\r\n?/g, "\n");
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("malformed_request");
  }
  return fields;
}
