import { WORDS } from "./words.ts";

/** Which posts a page of the journal shows. It stands in the query of the page's address. */
export interface JournalView {
  /** By what the posts are about, in place of when they were told. */
  readonly order?: "happened";
  /** The words that they are found by. */
  readonly q?: string;
  /** Where the page begins. */
  readonly after?: string;
}

/** The view that an address, or the field of a form, names. */
export function readView(query: URLSearchParams): JournalView {
  const after = query.get("after") ?? "";
  const q = query.get("q")?.trim() ?? "";
  return {
    ...query.get("order") === "happened" && { order: "happened" },
    ...q !== "" && { q },
    ...after !== "" && { after },
  };
}

/** A view as the query of an address; empty for the newest posts. */
export function writeView(view: JournalView): string {
  return String(new URLSearchParams({ ...view }));
}

/** Where the list of a view stands, or a post in it. Nothing of a view leads out of the journal. */
export function pathOfView(familyId: string, view: JournalView, postId?: string): string {
  const query = writeView(view);
  const anchor = postId === undefined ? "" : `#${anchorOf(postId)}`;
  return `/f/${familyId}/journal${query === "" ? "" : `?${query}`}${anchor}`;
}

/** The id of a post within a list. */
export function anchorOf(postId: string): string {
  return `post-${postId}`;
}

interface OrderLinksProps {
  readonly familyId: string;
  readonly view: JournalView;
}

/** The two orders that posts can be read in. Another order begins at its start. */
export function OrderLinks({ familyId, view: { order, after: _, ...found } }: OrderLinksProps) {
  const { journal: words } = WORDS;
  const links = [
    { view: found, isShown: order === undefined, name: words.newestFirst },
    { view: { order: "happened", ...found }, isShown: order === "happened", name: words.byTime },
  ] as const;
  return (
    <nav class="orders" aria-label={words.order}>
      {links.map(({ view, isShown, name }) => (
        <a href={pathOfView(familyId, view)} aria-current={isShown ? "true" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
