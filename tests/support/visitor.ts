import assert from "node:assert/strict";

/** A page as a visitor got it. */
export interface VisitedPage {
  readonly status: number;
  readonly path: string;
  readonly headers: Headers;
  readonly html: string;
  readonly title: string;
  /** What stands on it, without its markup. */
  readonly text: string;
}

/** A form as it stands on a page, with what is in its fields. */
interface SentForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Of a form that takes files: those of its one field for them. */
  readonly files?: { readonly name: string; readonly chosen: readonly File[] };
}

interface VisitorOptions {
  /** `Sec-Fetch-Site` and `Origin` of forms; by default as a browser sends them from the page. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Someone with a browser that runs no scripts: it keeps cookies, follows redirects, sends forms. */
export class Visitor {
  readonly #cookies = new Map<string, string>();
  #page: VisitedPage | undefined;

  constructor(readonly origin: string, readonly options: VisitorOptions = {}) {}

  /** The cookies that the browser keeps, `name=value`, and `; ` between them. */
  get cookie(): string | undefined {
    const pairs = [...this.#cookies].map((pair) => pair.join("="));
    return pairs.length > 0 ? pairs.join("; ") : undefined;
  }

  set cookie(pairs: string | undefined) {
    this.#cookies.clear();
    for (const pair of pairs?.split("; ") ?? []) this.#keep(pair);
  }

  /** The page that is open. */
  get page(): VisitedPage {
    assert.ok(this.#page, "no page is open");
    return this.#page;
  }

  /** Opens an address. */
  async open(path: string): Promise<VisitedPage> {
    return await this.#load(path, {});
  }

  /** Fills in the form of an action on the open page, and sends it. */
  async send(
    action: string,
    typed: Readonly<Record<string, string>> = {},
    chosen: readonly File[] = [],
  ): Promise<VisitedPage> {
    const form = this.form(action, typed);
    return await this.post(form.files ? { ...form, files: { ...form.files, chosen } } : form);
  }

  /** A form of the open page, filled in, to be sent later or more than once. */
  form(action: string, typed: Readonly<Record<string, string>> = {}): SentForm {
    const { html, path } = this.page;
    const form = [...html.matchAll(/<form [^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
      .find(([, address]) => unescapeHtml(address!) === action);
    assert.ok(form, `${path} has no form for ${action}`);
    const fields = { ...readFields(form[2]!) };
    for (const [name, text] of Object.entries(typed)) {
      assert.ok(name in fields || hasField(form[2]!, name), `the form has no field ${name}`);
      fields[name] = text;
    }
    const field = /<input type="file"[^>]* name="([^"]*)"/.exec(form[2]!)?.[1];
    return { action, fields, files: field === undefined ? undefined : { name: field, chosen: [] } };
  }

  /** Sends a form. */
  async post({ action, fields, files }: SentForm): Promise<VisitedPage> {
    return await this.#load(action, {
      method: "POST",
      body: files ? writeMultipart(fields, files) : new URLSearchParams(fields),
      headers: this.options.headers ?? { "sec-fetch-site": "same-origin", origin: this.origin },
    });
  }

  async #load(path: string, init: RequestInit): Promise<VisitedPage> {
    const headers = new Headers({ accept: "text/html", ...init.headers as Record<string, string> });
    if (this.cookie !== undefined) headers.set("cookie", this.cookie);
    const response = await fetch(new URL(path, this.origin), {
      ...init,
      headers,
      redirect: "manual",
    });
    this.#keepCookie(response.headers);
    const html = await response.text();
    const target = response.headers.get("location");
    if (response.status === 303 && target !== null) return await this.#load(target, {});
    return this.#page = describePage(path, response, html);
  }

  #keep(pair: string): void {
    const [, name, value] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
    if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
  }

  #keepCookie(headers: Headers): void {
    for (const header of headers.getSetCookie()) {
      const [pair = "", ...attributes] = header.split("; ");
      this.#keep(pair);
      if (attributes.includes("Max-Age=0")) this.#cookies.delete(pair.split("=")[0]!);
    }
  }
}

function describePage(path: string, { status, headers }: Response, html: string): VisitedPage {
  const title = unescapeHtml(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? "");
  const body = html.replace(/^.*<body>/s, "");
  const text = unescapeHtml(body.replaceAll(/<[^>]*>/g, " ")).replaceAll(/\s+/g, " ").trim();
  return { status, path, headers, html, title, text };
}

/** A form with files, as a browser would send it: a file without a name where none was chosen. */
function writeMultipart(
  fields: SentForm["fields"],
  { name, chosen }: Required<SentForm>["files"],
): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(fields)) form.append(name, text);
  for (const file of chosen.length > 0 ? chosen : [new File([], "")]) form.append(name, file);
  return form;
}

/** What stands in the fields of a form, as a browser would send it. */
function readFields(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = readAttribute(tag, "name");
    const type = readAttribute(tag, "type");
    const isOff = (type === "checkbox" || type === "radio") && !/ checked/.test(tag) ||
      type === "file";
    if (name !== undefined && !isOff) fields[name] = readAttribute(tag, "value") ?? "on";
  }
  for (const [, tag, text] of html.matchAll(/<textarea ([^>]*)>\n?(.*?)<\/textarea>/gs)) {
    const name = readAttribute(tag!, "name");
    if (name !== undefined) fields[name] = unescapeHtml(text!);
  }
  for (const [, tag, options] of html.matchAll(/<select ([^>]*)>(.*?)<\/select>/gs)) {
    const all = [...options!.matchAll(/<option ([^>]*)>/g)].map(([, option]) => option!);
    const chosen = all.find((option) => / ?selected/.test(option)) ?? all[0] ?? "";
    const name = readAttribute(tag!, "name");
    if (name !== undefined) fields[name] = readAttribute(chosen, "value") ?? "";
  }
  return fields;
}

function hasField(html: string, name: string): boolean {
  return html.includes(`name="${name}"`);
}

function readAttribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
};

/** Text as it stands in HTML, for what it means. */
export function unescapeHtml(html: string): string {
  return html.replaceAll(/&(#?\w+);/g, (entity, name) => ENTITIES[name] ?? entity);
}
