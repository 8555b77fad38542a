import type { Profile } from "../../shared/contract/accounts.ts";
import type { AddedPasskey } from "../../shared/contract/passkey_fields.ts";
import type { NewDevice } from "../../shared/contract/sessions.ts";
import { mayInvite } from "../families/rules.ts";
import { formatDay, formatRecent } from "./dates.ts";
import { describeDevice } from "./describe_device.ts";
import { PostForm } from "./form.tsx";
import type { ShownPage, WebDeps } from "./page.ts";
import { initialsOf, Portrait } from "./portrait.tsx";
import { Sentence } from "./sentence.tsx";
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
          {profile && <ResetNotice web={web} profile={profile} />}
          {profile?.new_devices?.map((device) => <NewDeviceNotice web={web} device={device} />)}
          {profile?.new_passkeys?.map((passkey) => <NewPasskeyNotice {...{ web, passkey }} />)}
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

/** The server has another address than the one that the page was opened at. */
function HomeNotice({ publicUrl, home }: { readonly publicUrl: string; readonly home: string }) {
  return (
    <p class="quiet home">
      <Sentence text={WORDS.homeNotice} url={<a href={home}>{publicUrl}</a>} />
    </p>
  );
}

/** Someone made a reset code for this account, which its person can still cancel. */
function ResetNotice({ web, profile }: { readonly web: WebDeps; readonly profile: Profile }) {
  const { pending_reset: pending } = profile;
  if (!pending) return null;
  return (
    <section class="notice" role="alert">
      <p>
        <Sentence
          text={WORDS.resetNotice.lead}
          by={pending.by?.name ?? WORDS.resetNotice.someone}
          date={formatDay(pending.works_from, web.auth.config.timeZone)}
        />
      </p>
      <PostForm web={web} action="/account/password/keep" submit={WORDS.resetNotice.submit} />
    </section>
  );
}

/** A device came in by approval, and nobody has called it their own yet. */
function NewDeviceNotice({ web, device }: { readonly web: WebDeps; readonly device: NewDevice }) {
  const { newDevice: words } = WORDS;
  const { id, device: agent, approved_by, created_at } = device;
  const { timeZone } = web.auth.config;
  return (
    <section class="notice" role="alert">
      <p>
        <Sentence
          text={words.lead}
          device={describeDevice(agent)}
          moment={formatRecent(created_at, { now: web.auth.now(), timeZone })}
          approver={describeDevice(approved_by)}
        />
      </p>
      <PostForm web={web} action={`/account/devices/${id}/end`} submit={words.end} isDangerous />
      <PostForm web={web} action={`/account/devices/${id}/keep`} submit={words.keep} isSecond />
    </section>
  );
}

/** Another session added a passkey, and nobody has called it their own yet. */
function NewPasskeyNotice(
  { web, passkey }: { readonly web: WebDeps; readonly passkey: AddedPasskey },
) {
  const { newPasskey: words } = WORDS;
  const { id, name, added_by, created_at } = passkey;
  const { timeZone } = web.auth.config;
  return (
    <section class="notice" role="alert">
      <p>
        <Sentence
          text={words.lead}
          name={name}
          moment={formatRecent(created_at, { now: web.auth.now(), timeZone })}
          device={describeDevice(added_by)}
        />
      </p>
      <p>
        <a class="button danger" href={`/account/passkeys/${id}/remove`}>{words.remove}</a>
      </p>
      <PostForm web={web} action={`/account/passkeys/${id}/keep`} submit={words.keep} isSecond />
    </section>
  );
}
