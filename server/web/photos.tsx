import type { Post } from "../../shared/contract/journal.ts";
import { MAX_PHOTOS, PHOTO_TYPES, type PostPhoto } from "../../shared/contract/photos.ts";
import { isId } from "../database/ids.ts";
import { Problem } from "../http/problem.ts";
import { formatDay, formatPartialDate } from "./dates.ts";
import { getOwnFamily, getPathId } from "./own_family.ts";
import type { PageResult, SentForm, SentPicture, SignedInRequest, WebDeps } from "./page.ts";
import type { FormState } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

/** `GET /f/{family}/photos/{photo}`: a picture; `?size=small` for lists. */
export async function showPhoto(_web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  getOwnFamily(request);
  const photo_id = getPathId(request, "photo_id");
  const size = request.query.get("size") === "small" ? "small" : "large";
  return {
    kind: "picture",
    picture: await request.call("getPhoto", { params: { photo_id }, query: { size } }),
  };
}

/** Sends a picture of a form to the family, and says what became of it. */
export async function sendPicture(
  request: SignedInRequest,
  name: string,
  body: ReadableStream<Uint8Array>,
): Promise<SentPicture> {
  const { id: family_id } = getOwnFamily(request);
  try {
    const { id } = await request.call("createPhoto", { params: { family_id }, body });
    return { name, id };
  } catch (error) {
    const isOfThePicture = error instanceof Problem &&
      !["not_found", "invalid_token"].includes(error.code);
    if (!isOfThePicture) throw error;
    return { name, refusal: error.details.detail };
  }
}

/** The new photos of a post, and why other pictures of its form are not among them. */
interface NewPhotos {
  /** Ids of those that came with the form, also when it was sent before. */
  readonly ids: readonly string[];
  /** Throws a `Problem` that names what was refused. */
  readonly assertAll: () => void;
}

/** Chooses the photos of a form that its post is to have, and has room for. */
export function chooseNewPhotos(
  { form, pictures, fault }: SentForm,
  room: number = MAX_PHOTOS,
): NewPhotos {
  const ids = (form.photos ?? "").split(",").filter(isId);
  const tooMany = fillIn(WORDS.photos.tooMany, { count: MAX_PHOTOS });
  const messages = ids.length > room ? [tooMany] : [];
  const namesOf = new Map<string, string[]>();
  for (const { name, id, refusal = tooMany } of pictures) {
    if (id !== undefined && ids.length < room) ids.push(id);
    else namesOf.set(refusal, [...namesOf.get(refusal) ?? [], name]);
  }
  for (const [refusal, names] of namesOf) messages.push(`${joinNames(names)}: ${refusal}`);
  if (fault && !namesOf.has(fault.details.detail)) messages.push(fault.details.detail);
  const errors = messages.map((message) => ({ field: "pictures", code: "refused", message }));
  return {
    ids,
    assertAll: () => {
      if (errors.length > 0) throw new Problem(fault?.code ?? "invalid_fields", { errors });
    },
  };
}

function joinNames(names: readonly string[]): string {
  const text = names.slice(0, MAX_NAMES).join(", ");
  const count = names.length - MAX_NAMES;
  return count > 0 ? fillIn(WORDS.photos.andMore, { names: text, count }) : text;
}

/** Names of refused pictures that one sentence has. */
const MAX_NAMES = 20;

interface PicturesFieldProps {
  readonly state: FormState;
  readonly familyId: string;
}

/** Where pictures are chosen, with those that have come already. */
export function PicturesField({ state, familyId }: PicturesFieldProps) {
  const { photos: words } = WORDS;
  const kept = (state.values.photos ?? "").split(",").filter((id) => id !== "");
  const errors = state.errors.filter(({ field }) => field === "pictures");
  const errorIds = errors.map((_, at) => at === 0 ? "pictures-error" : `pictures-error-${at + 1}`);
  const isRefused = errors.length > 0;
  return (
    <div class={isRefused ? "field refused" : "field"}>
      <label for="pictures">{words.add}</label>
      <p class="hint" id="pictures-hint">{words.hint}</p>
      {errors.map(({ message }, at) => <p class="error" id={errorIds[at]} dir="auto">{message}</p>)}
      {kept.length > 0 && (
        <>
          <input type="hidden" name="photos" value={kept.join(",")} />
          <p>{fillIn(words.kept, { count: kept.length })}</p>
          <ul class="photos kept">
            {kept.map((id, at) => (
              <li>
                <Picture
                  familyId={familyId}
                  photo={{ id }}
                  text={fillIn(words.keptAlt, { number: at + 1 })}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <input
        type="file"
        id="pictures"
        name="pictures"
        accept={PHOTO_TYPES.join(",")}
        multiple
        aria-invalid={isRefused ? "true" : undefined}
        aria-describedby={[...errorIds, "pictures-hint"].join(" ")}
      />
    </div>
  );
}

interface PhotosProps {
  readonly web: WebDeps;
  readonly post: Post;
}

/** The photos of a post; a tap shows one as large as it is kept. */
export function Photos({ web, post }: PhotosProps) {
  const { photos, family_id } = post;
  if (photos.length === 0) return null;
  return (
    <ul class={photos.length === 1 ? "photos one" : "photos"}>
      {photos.map((photo) => (
        <li>
          <a href={`/f/${family_id}/photos/${photo.id}`}>
            <Picture
              familyId={family_id}
              photo={photo}
              text={describePhoto(web.auth.config.timeZone, post, photo)}
            />
          </a>
          {photo.caption !== null && <p class="quiet" dir="auto">{photo.caption}</p>}
        </li>
      ))}
    </ul>
  );
}

interface PictureProps {
  readonly familyId: string;
  readonly photo: Pick<PostPhoto, "id"> & Partial<PostPhoto>;
  /** What it shows, for those who do not see it. */
  readonly text: string;
}

/** A picture in its small size. */
export function Picture({ familyId, photo: { id, width, height }, text }: PictureProps) {
  return (
    <img
      src={`/f/${familyId}/photos/${id}?size=small`}
      width={width}
      height={height}
      alt={text}
      loading="lazy"
      decoding="async"
    />
  );
}

/**
 * What a photo shows: its caption, or else by whom it is and the day it was taken, or that of its
 * post: `Photo by Anna, 14 July 2024`.
 */
export function describePhoto(
  timeZone: string,
  { author, happened_on, created_at }: Pick<Post, "author" | "happened_on" | "created_at">,
  { caption, taken_on }: PostPhoto,
): string {
  if (caption !== null) return caption;
  const day = taken_on ?? happened_on;
  const date = day === null ? formatDay(created_at, timeZone) : formatPartialDate(day);
  return fillIn(WORDS.photos.alt, { author: author.name, date });
}
