import { WORDS } from "./words.ts";

interface MoreLinkProps {
  readonly path: string;
  /** What chooses the list. */
  readonly query?: Readonly<Record<string, string>>;
  readonly next: string | undefined;
}

/** Leads to the next part of a long list, if there is one. */
export function MoreLink({ path, query = {}, next }: MoreLinkProps) {
  if (next === undefined) return null;
  return (
    <p>
      <a href={`${path}?${new URLSearchParams({ ...query, after: next })}`}>{WORDS.more}</a>
    </p>
  );
}
