import { WORDS } from "./words.ts";

/** Leads to the next part of a long list, if there is one. */
export function MoreLink(
  { path, next }: { readonly path: string; readonly next: string | undefined },
) {
  if (next === undefined) return null;
  return (
    <p>
      <a href={`${path}?after=${encodeURIComponent(next)}`}>{WORDS.more}</a>
    </p>
  );
}
