import type { PageRoute } from "../../../server/web/page.ts";
import { PAGES } from "../../../server/web/pages.ts";
import { Visitor } from "../../support/visitor.ts";
import { makePicture } from "../photos/sample_pictures.ts";
import { rememberRows } from "../../support/remember_rows.ts";
import {
  fetchPage,
  listPageForms,
  type PageAnswer,
  postForm,
  type SentForm,
} from "./page_forms.ts";
import { buildPageWorld, pagePathOf, type PageRole, type PageWorld } from "./page_world.ts";

/** A page as somebody gets it to see. */
export interface CollectedPage extends PageAnswer {
  /** How one comes to it, and who. */
  readonly name: string;
  readonly path: string;
}

/** A circle with a family of many people, and every page that anybody can come to. */
export interface PageCollection extends AsyncDisposable {
  readonly world: PageWorld;
  readonly pages: readonly CollectedPage[];
}

const HTML = { headers: { accept: "text/html" } };
const STORY = { name: "Oma", address: "Am Bach 3\n10115 Berlin" };
const HOUR = 60 * 60 * 1000;

/**
 * Opens every page as every kind of visitor, and sends every form: valid, empty, wrong, and from
 * another origin.
 */
export async function collectPages(): Promise<PageCollection> {
  await using started = new AsyncDisposableStack();
  const world = started.use(await buildPageWorld());
  const pages: CollectedPage[] = [];
  await fillFamily(world);
  for (const route of PAGES.filter(({ method }) => method === "GET")) {
    for (const role of listRoles(route)) await open(role, pagePathOf(route, world.family));
  }
  const family = `/f/${world.family.family_id}`;
  const member = `${family}/members/${world.family.account_id}`;
  await open("owner", `${family}/invites?person=${world.family.person_id}`);
  for (const q of ["First", "<nothing>", "x".repeat(101)]) {
    await open("owner", `${family}/journal?q=${encodeURIComponent(q)}`);
  }
  await open("owner", `${family}/journal?order=happened`);
  const params = { post_id: world.family.post_id };
  for (let at = 0; at < 6; at++) {
    await world.owner.client.createComment({ params, body: { text: `Comment ${at}` } });
  }
  await open("member", `${family}/journal/${world.family.post_id}?comments=last`);
  await open("stranger", "/nowhere");
  await send("stranger", `${family}/people/new`, { name: "signed out", fields: STORY });
  const pictures = new FormData();
  pictures.append("once", crypto.randomUUID());
  pictures.append("text", "Look");
  for (const name of ["a".repeat(100), "תמונה", "c.jpg"]) {
    const file = name === "c.jpg" ? await makePicture() : new Blob(["none"]);
    pictures.append("pictures", file, name);
  }
  await send("owner", `${family}/journal`, { name: "with refused pictures", body: pictures });
  const gone = `${family}/journal/${crypto.randomUUID()}/comments`;
  await send("owner", gone, { name: "to what is gone", fields: { text: "Yes, look" } });
  const restore = await rememberRows(world.circle.db);
  for (const { route, form } of listPageForms()) {
    const path = pagePathOf(route, world.family);
    const role = form.by ?? "owner";
    const fields = form.fields(world);
    const all = (text: string) =>
      Object.fromEntries(Object.keys(fields).map((name) => [name, text]));
    await send(role, path, { name: "empty", fields: all("") });
    await send(role, path, { name: "wrong", fields: all("<wrong>\u0007") });
    await send(role, path, { name: "well filled in", fields });
    await restore();
  }
  await send("owner", "/sign-out", { name: "from elsewhere", headers: {} });
  const asking = new Visitor(world.circle.url);
  await asking.open("/sign-in/device");
  await asking.send("/sign-in/device");
  addVisited("waiting", asking);
  world.circle.advance(HOUR); // from now on, what matters asks for the password again
  for (const path of [`${family}/invites`, member, `${member}/reset`]) await open("owner", path);
  await asking.open("/sign-in/device");
  addVisited("expired", asking);
  const kept = started.move();
  return { world, pages, [Symbol.asyncDispose]: () => kept.disposeAsync() };

  async function open(role: PageRole, path: string): Promise<void> {
    add({ name: `${path} as ${role}`, path, ...await fetchPage(world.visitors[role], path, HTML) });
  }

  async function send(
    role: PageRole,
    path: string,
    { name, ...sent }: SentForm & { readonly name: string },
  ): Promise<void> {
    const answer = await postForm(world.visitors[role], path, sent);
    add({ name: `${path} as ${role}, ${name}`, path, ...answer });
  }

  function addVisited(name: string, { page: { html: text, path, ...page } }: Visitor): void {
    add({ name: `${path}, ${name}`, path, ...page, text });
  }

  function add(page: CollectedPage): void {
    if (page.text.startsWith("<!DOCTYPE html>")) pages.push(page); // not a redirect, nor a file
  }
}

/** Kinds of visitors that a page looks different to. */
function listRoles({ path, access }: PageRoute): readonly PageRole[] {
  if (access === "anyone") return ["stranger", "owner"];
  return path.includes(":family_id") ? ["member", "admin", "owner"] : ["outsider", "owner"];
}

/** Names and texts that are long, of other scripts, and of the other direction. */
const PEOPLE = [
  { name: "ليلى حسن", birthday: "2011-03-04", phone: "+49 30 123", email: "leila@example.org" },
  { name: "רחל כהן", birthday: "--02-29", address: "דרך השלום 3\nתל אביב" },
  { name: "王小明", birthday: "1999-12-31" },
  { name: "Bartholomäus-Maximilian von und zu Hohenschwangau-Unterwellenborn", birthday: "1946" },
  { name: "a".repeat(100), note: "b".repeat(200), email: `${"c".repeat(60)}@example.org` },
  { name: "👩‍🚀", birthday: "1988-08-08" },
  { name: "Opa Karl", birthday: "1931-05-06", died: "2019-12-24" },
  { name: "Tante Ilse", deceased: true },
  { name: "Ururgroßmutter", died: "1999" },
  ...Array.from({ length: 9 }, (_, at) => ({ name: `Cousin ${at}`, birthday: `--0${at + 1}-15` })),
];

/** Puts into the first family what its pages show: people, birthdays of today, long names, links. */
async function fillFamily({ owner: { client, family }, family: ids }: PageWorld): Promise<void> {
  const params = { family_id: family };
  const today = Temporal.Now.plainDateISO("Europe/Berlin").toString();
  for (const body of PEOPLE) await client.createPerson({ params, body });
  await client.createPerson({ params, body: { name: "Lea", birthday: `2016${today.slice(4)}` } });
  await client.createPerson({ params, body: { name: "Uroma", died: `1990${today.slice(4)}` } });
  await client.updatePerson({
    params: { ...params, person_id: ids.person_id },
    body: {
      ...PEOPLE[0],
      name: "אלישבע הזקנה",
      note: "Likes dahlias",
      address: "Am Bach 3\n10115 Berlin",
    },
  });
  await client.createInvite({ params, body: { role: "admin", note: "לסבא", max_uses: 5 } });
  await client.createInvite({ params, body: { person: ids.person_id } });
  await client.createFeed({ params, body: { name: "d".repeat(100) } });
  await client.createToken({ body: { name: "e".repeat(100) } });
  await client.createFamily({ body: { name: "משפחת כהן" } });
  await client.updateFamily({
    params,
    body: { name: "Die Bergs und die Hohenschwangaus zu Unterwellenborn" },
  });
}
