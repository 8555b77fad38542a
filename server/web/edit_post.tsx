import type { Post } from "../../shared/contract/journal.ts";
import { CONTRACT } from "../../shared/contract/mod.ts";
import { MAX_PHOTOS, type PhotoChoice } from "../../shared/contract/photos.ts";
import { Problem } from "../http/problem.ts";
import { Checkbox } from "./choices.tsx";
import { Field, PostForm } from "./form.tsx";
import {
  type FormFields,
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { getPathPost } from "./path_post.ts";
import { chooseNewPhotos, describePhoto, Picture, PicturesField } from "./photos.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

const POST = CONTRACT.updatePost.body.schema.properties;
const CAPTION = POST.photos.items.properties.caption;

/** `GET /f/{family}/journal/{post}/edit` */
export async function showEditPost(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showEditPage(web, request, freshForm());
}

/** `POST /f/{family}/journal/{post}/edit` */
export async function submitEditPost(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { form: { text = "", happened_on = "" }, callOnce } = request;
  const { id: post_id, path, ...post } = await getPathPost(request);
  const kept = listKeptPhotos(post, request.form);
  const { ids, assertAll } = chooseNewPhotos(request, MAX_PHOTOS - kept.length);
  const form = { ...request.form, photos: ids.join(",") };
  const photos = [...kept, ...ids.map((id) => ({ id }))];
  return await submit(web, { form }, {
    act: async () => {
      assertAll();
      const body = { text: text.trim(), happened_on: happened_on.trim() || null, photos };
      await callOnce("updatePost", { params: { post_id }, body });
    },
    refuse: (state) => showEditPage(web, request, nameCaptions(state, photos)),
    done: redirectTo(path),
  });
}

/** The photos that a post keeps, with their captions. */
function listKeptPhotos({ photos }: Pick<Post, "photos">, form: FormFields): PhotoChoice[] {
  return photos.filter(({ id }) => form[`remove_${id}`] === undefined)
    .map(({ id, caption }) => ({
      id,
      caption: (form[`caption_${id}`] ?? caption ?? "").trim() || null,
    }));
}

/** A refusal of a caption, by the name of its field. */
function nameCaptions(state: FormState, photos: readonly PhotoChoice[]): FormState {
  const errors = state.errors.map((error) => {
    const at = /^photos\.(\d+)\.caption$/.exec(error.field)?.[1];
    return at === undefined ? error : { ...error, field: `caption_${photos[Number(at)]!.id}` };
  });
  return { ...state, errors };
}

async function showEditPage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { path, ...post } = await getPathPost(request);
  const { family_id, author, photos } = post;
  if (author.id !== request.profile.id) throw new Problem("forbidden");
  const { journal: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.edit,
    familyId: family_id,
    content: (
      <section class="card">
        <h1>{words.edit}</h1>
        <PostForm web={web} action={`${path}/edit`} submit={words.save} state={state} hasFiles>
          <Field
            state={state}
            name="text"
            label={words.text}
            schema={POST.text}
            autocomplete="off"
            value={post.text}
            isLong
          />
          <Field
            state={state}
            name="happened_on"
            label={words.happenedOn}
            schema={POST.happened_on}
            hint={words.happenedEditHint}
            autocomplete="off"
            value={post.happened_on ?? ""}
            isOptional
          />
          {photos.length > 0 && <p class="hint">{WORDS.photos.captionHint}</p>}
          {photos.map((photo) => (
            <fieldset class="photo" id={`photo-${photo.id}`}>
              <legend class="unseen">{describePhoto(web.auth.config.timeZone, post, photo)}</legend>
              <Picture
                familyId={family_id}
                photo={photo}
                text={describePhoto(web.auth.config.timeZone, post, photo)}
              />
              <Field
                state={state}
                name={`caption_${photo.id}`}
                label={WORDS.photos.caption}
                schema={CAPTION}
                autocomplete="off"
                value={photo.caption ?? ""}
                isOptional
              />
              <Checkbox state={state} name={`remove_${photo.id}`} label={WORDS.photos.remove} />
            </fieldset>
          ))}
          <PicturesField state={state} familyId={family_id} />
        </PostForm>
        <p>
          <a href={path}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}
