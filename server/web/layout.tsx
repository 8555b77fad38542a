import type { Profile } from "../../shared/contract/accounts.ts";
import { mayInvite } from "../families/rules.ts";
import { AccountNotices, HomeNotice } from "./notices.tsx";
import type { ShownPage, WebDeps } from "./page.ts";
import { initialsOf, Portrait } from "./portrait.tsx";
import { fillIn, WORDS } from "./words.ts";

/** What surrounds the content of a page. */
interface Frame {
  readonly page: ShownPage;
  /** Of who is signed in. */
  readonly profile?: Profile;
  /** Path of the page, to mark where one is. */
  readonly path: string;
  /** Its address at the public URL, where the page was opened at another name. */
  readonly home?: string;
}

/** The whole text of a page. */
export function writePage(web: WebDeps, { page, profile, path, home }: Frame): string {
  const { assets } = web;
  const isRefused = (page.status ?? 200) >= 400 && (page.status ?? 200) !== 404;
  const html = (
    <html lang={WORDS.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>
          {isRefused ? WORDS.errorTitle.replace("{title}", page.title) : page.title} ·{" "}
          {WORDS.product}
        </title>
        {page.preview && <meta property="og:title" content={page.preview} />}
        <link rel="icon" href={assets.icon.path} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.style.path} />
        {page.reloadAfter !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(page.reloadAfter)} />
          </noscript>
        )}
        {page.script && <script src={assets[page.script].path} defer></script>}
      </head>
      <body>
        <a class="skip" href="#content">{WORDS.skip}</a>
        <Header profile={profile} page={page} path={path} />
        <main id="content">
          {home !== undefined && <HomeNotice publicUrl={web.publicUrl} home={home} />}
          {profile && <AccountNotices web={web} profile={profile} />}
          {page.content}
        </main>
      </body>
    </html>
  );
  return `<!DOCTYPE html>
${html}`;
}

function Header(
  { profile, page: { familyId }, path }: Pick<Frame, "profile" | "page" | "path">,
) {
  const { navigation: words } = WORDS;
  const family = profile && findShownFamily(profile, familyId);
  return (
    <header class="top">
      <a class="brand" href="/" dir="auto">{family?.name ?? WORDS.product}</a>
      {profile && (
        <a class="account" href="/account" aria-label={describeAccount(profile)}>
          <Portrait name={profile.name} id={profile.id} />
        </a>
      )}
      {family && (
        <nav aria-label={words.label}>
          {SECTIONS.filter((section) => section !== "invites" || mayInvite(family.role))
            .map((section) => <NavLink {...{ section, path }} familyId={family.id} />)}
        </nav>
      )}
    </header>
  );
}

/** Names a link by what it shows, which people say who speak to their device. */
function describeAccount({ name }: Profile): string {
  return fillIn(WORDS.navigation.account, { initials: initialsOf(name) });
}

/** The family of the page; on pages about none, the only one that there is. */
function findShownFamily({ families }: Profile, familyId: string | undefined) {
  return families.find(({ id }) => id === familyId) ??
    (families.length === 1 ? families[0] : undefined);
}

const SECTIONS = ["family", "journal", "people", "invites", "settings"] as const;
type Section = typeof SECTIONS[number];

/** Sections of pages whose paths do not name theirs. */
const SECTION_OF: Readonly<Record<string, Section | undefined>> = {
  birthdays: "family",
  members: "family",
  log: "family",
  feeds: "settings",
  leave: "settings",
  delete: "settings",
};

/** Leads to a section, and says whether one is in it. */
function NavLink(
  { section, familyId, path }: {
    readonly section: Section;
    readonly familyId: string;
    readonly path: string;
  },
) {
  const start = `/f/${familyId}`;
  const href = section === "family" ? start : `${start}/${section}`;
  const [name = ""] = path.startsWith(`${start}/`) ? path.slice(start.length + 1).split("/") : [];
  const isInside = name !== "" && (SECTION_OF[name] ?? name) === section;
  return (
    <a href={href} aria-current={href === path ? "page" : isInside ? "true" : undefined}>
      {WORDS.navigation[section]}
    </a>
  );
}
