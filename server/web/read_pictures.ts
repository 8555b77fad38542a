import { MAX_PHOTOS } from "../../shared/contract/photos.ts";
import type { AppContext } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import { createRequest, findSession } from "./create_request.ts";
import type { PageRoute, SentForm, SentPicture, SignedInRequest, WebDeps } from "./page.ts";
import { SEND_PAGE_FORM } from "./read_form.ts";
import { readMultipart } from "./read_multipart.ts";
import { fillIn, WORDS } from "./words.ts";

/** A form with pictures. */
interface PictureForm extends SentForm {
  /** What went wrong that no picture is to blame for. */
  readonly error?: unknown;
}

/** Pictures of one form that are looked at, also those that are refused. */
const MAX_TRIES = 2 * MAX_PHOTOS;

/** Characters of the name of a file that are shown. */
const MAX_NAME = 100;

/**
 * Reads a form with pictures. They are taken while they come, in the name of who is signed in when
 * it begins; of a stranger none is kept.
 */
export async function readPictures(
  web: WebDeps,
  route: PageRoute,
  context: AppContext,
): Promise<PictureForm> {
  const takePicture = route.access === "session" ? route.takePicture : undefined;
  if (!takePicture) throw new Problem("unsupported_media_type", { detail: SEND_PAGE_FORM });
  const pictures: SentPicture[] = [];
  let error: unknown;
  const keep = (failure: unknown) => void (error ??= failure); // what was typed is still to come
  const sender = await findSender(web, context).catch(keep);
  const take = async (name: string, bytes: ReadableStream<Uint8Array>) => {
    if (!sender || error) return;
    const shown = [...name.slice(0, 2 * MAX_NAME)].slice(0, MAX_NAME).join("");
    if (hasEnough(pictures)) {
      const refusal = fillIn(WORDS.photos.tooMany, { count: MAX_PHOTOS });
      pictures.push({ name: shown, refusal });
    } else {
      await takePicture(sender, shown, bytes).then((picture) => pictures.push(picture), keep);
    }
  };
  const { fields: form, fault } = await readMultipart(context.req.raw, sender ? take : undefined);
  return { form, pictures, fault, error };
}

function hasEnough(pictures: readonly SentPicture[]): boolean {
  const count = pictures.filter(({ id }) => id !== undefined).length;
  return count >= MAX_PHOTOS || pictures.length >= MAX_TRIES;
}

/** Who sends a form, before it is read. */
async function findSender(web: WebDeps, context: AppContext): Promise<SignedInRequest | undefined> {
  const caller = (await findSession(web, context)).session?.caller;
  if (!caller) return undefined;
  const visitor = createRequest(web, context, { form: {}, pictures: [], caller });
  return { ...visitor, caller, profile: await visitor.call("getProfile", {}) };
}
