import { raw } from "hono/html";
import { renderSVG } from "uqr";
import { isReachable } from "../../shared/loopback.ts";
import { Sentence } from "./sentence.tsx";
import { WORDS } from "./words.ts";

interface SecretLinkProps {
  readonly url: string;
  /** What it is, for the app that gets it. */
  readonly title: string;
  /** Whether it is drawn for another phone to read. */
  readonly hasPicture?: boolean;
}

/** An address that is shown this once: to copy, to hand on, and to be read from the screen. */
export function SecretLink({ url, title, hasPicture }: SecretLinkProps) {
  const { link: words } = WORDS;
  return (
    <>
      {!isReachable(url) && (
        <p class="notice">
          <Sentence text={words.loopback} host={new URL(url).host} />
        </p>
      )}
      <p class="slip">
        <a class="code" href={url}>{url}</a>
      </p>
      <p>
        <button type="button" id="share" hidden data-url={url} data-title={title}>
          {words.share}
        </button>
      </p>
      {hasPicture && (
        <div class="qr" role="img" aria-label={words.picture}>
          {raw(renderSVG(url, { border: 4 }))}
        </div>
      )}
    </>
  );
}
