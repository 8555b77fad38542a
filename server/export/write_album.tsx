import { raw } from "hono/html";
import type { Comment } from "../../shared/contract/journal.ts";
import type { Person } from "../../shared/contract/people.ts";
import { formatMoment, formatPartialDate } from "../web/dates.ts";
import { describeLife } from "../web/people.tsx";
import { describePhoto } from "../web/photos.tsx";
import { Portrait } from "../web/portrait.tsx";
import { LinkedText, REACTION_SIGNS } from "../web/post.tsx";
import styleText from "../web/style.css" with { type: "text" };
import { fillIn, WORDS } from "../web/words.ts";
import type { Export, ExportedPost } from "./read_journal.ts";

/** What the page of an export shows besides the posts. */
interface Album extends Export {
  readonly people: readonly Person[];
  readonly timeZone: string;
}

/**
 * Writes the page of an export piece by piece: all that the family has told, in one file that a
 * browser opens from the disk, without a script and without anything from elsewhere.
 */
export async function* writeAlbum(
  posts: AsyncIterable<ExportedPost>,
  album: Album,
): AsyncGenerator<string> {
  const { family, people, timeZone } = album;
  const { album: words } = WORDS;
  yield `<!DOCTYPE html>
<html lang="${WORDS.language}">
${<Head title={family.name} />}
<body>
<main>
${<Title {...album} />}
${<People people={people} />}
<section>
${<h2>{WORDS.journal.title}</h2>}
`;
  let isEmpty = true;
  for await (const post of posts) {
    isEmpty = false;
    yield `${<ExportedEntry post={post} timeZone={timeZone} />}\n`;
  }
  yield `${isEmpty ? <p class="quiet">{words.noPosts}</p> : ""}
</section>
</main>
</body>
</html>
`;
}

function Head({ title }: { readonly title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <style>{raw(styleText)}</style>
    </head>
  );
}

function Title({ family, now, timeZone }: Album) {
  return (
    <header>
      <h1 dir="auto">{family.name}</h1>
      <p class="quiet">
        {fillIn(WORDS.album.lead, { when: formatMoment(now.toISOString(), timeZone) })}
      </p>
    </header>
  );
}

function People({ people }: Pick<Album, "people">) {
  return (
    <section>
      <h2>{WORDS.people.title}</h2>
      <ul class="people">
        {people.map((person) => (
          <li>
            <Portrait name={person.name} id={person.account_id ?? person.id} />
            <span class="who">
              <strong dir="auto">{person.name}</strong>
              <span class="quiet">{describeLife(person)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExportedEntry(
  { post, timeZone }: { readonly post: ExportedPost; readonly timeZone: string },
) {
  const { text, happened_on, photos, comments, reactions } = post;
  const { journal: words } = WORDS;
  return (
    <article class="card post" id={`post-${post.id}`}>
      <Byline {...post} timeZone={timeZone} />
      {happened_on !== null && (
        <p class="happened">{fillIn(words.happened, { date: formatPartialDate(happened_on) })}</p>
      )}
      {text !== "" && (
        <p class="words" dir="auto">
          <LinkedText text={text} />
        </p>
      )}
      {photos.length > 0 && (
        <ul class={photos.length === 1 ? "photos one" : "photos"}>
          {photos.map((photo) => (
            <li>
              <a href={photo.file}>
                <img
                  src={photo.file}
                  width={photo.width}
                  height={photo.height}
                  alt={describePhoto(timeZone, post, photo)}
                  loading="lazy"
                />
              </a>
              {photo.caption !== null && <p class="quiet" dir="auto">{photo.caption}</p>}
            </li>
          ))}
        </ul>
      )}
      {reactions.length > 0 && (
        <p class="quiet">
          {reactions.map(({ name, kind }, at) => (
            <>
              {at > 0 && ", "}
              {REACTION_SIGNS[kind]} <bdi>{name}</bdi>
            </>
          ))}
        </p>
      )}
      {comments.length > 0 && (
        <ul class="list">
          {comments.map((comment) => (
            <li>
              <Byline {...comment} timeZone={timeZone} />
              <p class="words" dir="auto">
                <LinkedText text={comment.text} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Byline(
  { author, created_at, edited_at, timeZone }:
    & Pick<Comment, "author" | "created_at" | "edited_at">
    & { readonly timeZone: string },
) {
  const { journal: words } = WORDS;
  return (
    <header class="by">
      <Portrait name={author.name} id={author.id ?? author.name} />
      <span class="who">
        <strong dir="auto">{author.name}</strong>
        <span class="quiet">
          <time datetime={created_at}>{formatMoment(created_at, timeZone)}</time>
          {author.id === null && ` · ${words.hasLeft}`}
          {edited_at !== null && ` · ${words.edited}`}
        </span>
      </span>
    </header>
  );
}
