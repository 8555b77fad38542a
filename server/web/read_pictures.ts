import type { AppContext } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import { createRequest, findSession } from "./create_request.ts";
import type { FormFields, PageRoute, SentPicture, WebDeps } from "./page.ts";
import { SEND_PAGE_FORM } from "./read_form.ts";
import { readMultipart } from "./read_multipart.ts";

/**
 * Reads a form with pictures. They are taken while they come, in the name of who is signed in when
 * it begins; of a stranger none is kept.
 */
export async function readPictures(
  web: WebDeps,
  route: PageRoute,
  context: AppContext,
): Promise<{ readonly form: FormFields; readonly pictures: readonly SentPicture[] }> {
  const takePicture = route.access === "session" ? route.takePicture : undefined;
  if (!takePicture) throw new Problem("unsupported_media_type", { detail: SEND_PAGE_FORM });
  const caller = (await findSession(web, context)).session?.caller;
  const visitor = createRequest(web, context, { form: {}, pictures: [], caller });
  const profile = caller && await visitor.call("getProfile", {});
  const pictures: SentPicture[] = [];
  const form = await readMultipart(context.req.raw, async (name, bytes) => {
    if (!caller || !profile) return;
    pictures.push(await takePicture({ ...visitor, caller, profile }, name, bytes));
  });
  return { form, pictures };
}
