import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { listFiles } from "../../support/list_files.ts";
import { waitFor } from "../../support/wait_for.ts";
import { Visitor } from "../../support/visitor.ts";
import { makePicture, makeTellingPhoto, toBlob } from "../photos/sample_pictures.ts";

async function signIn({ url }: Circle, { email, password }: Joined): Promise<Visitor> {
  const visitor = new Visitor(url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email, password });
  return visitor;
}

async function startFamily() {
  const circle = await startCircle();
  const anna = await circle.join({ name: "Anna" });
  const visitor = await signIn(circle, anna);
  const path = `/f/${anna.family}/journal`;
  await visitor.open(path);
  return { circle, anna, visitor, path, params: { family_id: anna.family } };
}

async function choose(name: string, colour?: string): Promise<File> {
  return new File([await makePicture({ colour })], name, { type: "image/jpeg" });
}

/** A picture of so many MiB, most of which nobody looks at. */
async function chooseLarge(name: string, mebibytes: number): Promise<File> {
  const picture = await choose(name);
  return new File([picture, new Uint8Array(mebibytes * 1024 * 1024 - picture.size)], name);
}

Deno.test("several pictures go with a post, and the family sees them", async () => {
  const { circle, anna, visitor, path } = await startFamily();
  await using _circle = circle;
  const pictures = [await choose("a.jpg", "#ff0000"), await choose("b.jpg", "#00ff00")];
  await visitor.send(path, { text: "First day\r\nat school", happened_on: "2024-07-14" }, pictures);
  assert.equal(visitor.page.status, 200);
  const addresses = [...visitor.page.html.matchAll(/<img src="([^"]*)"[^>]* alt="([^"]*)"/g)];
  assert.equal(addresses.length, 2);
  const ben = await signIn(circle, await addFamilyMember(circle, anna, { name: "Ben" }));
  for (const [, address, alt] of addresses) {
    assert.equal(alt, "Photo by Anna, 14 July 2024");
    const picture = await ben.open(address!);
    assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/jpeg"]);
    assert.equal(picture.headers.get("cache-control"), "private, no-cache");
    assert.match(picture.headers.get("content-security-policy")!, /^sandbox/);
    const response = await fetch(new URL(address!, circle.url), {
      headers: { cookie: ben.cookie!, "if-none-match": picture.headers.get("etag")! },
    });
    assert.deepEqual([response.status, await response.text()], [304, ""]);
  }
  const stranger = new Visitor(circle.url);
  assert.equal((await stranger.open(addresses[0]![1]!)).status, 401);
  const outsider = await signIn(circle, await circle.join({ name: "Eve" }));
  assert.equal((await outsider.open(addresses[0]![1]!)).status, 404);
});

Deno.test("a picture without a caption is named by the day it was taken, where that is known", async () => {
  const { circle, visitor, path } = await startFamily();
  await using _circle = circle;
  const taken = new File([await makeTellingPhoto()], "a.jpg", { type: "image/jpeg" });
  const fields = { text: "Last summer", happened_on: "2025-08" };
  await visitor.send(path, fields, [taken, await choose("b.jpg")]);
  const names = [...visitor.page.html.matchAll(/<img [^>]* alt="([^"]*)"/g)].map(([, alt]) => alt);
  assert.deepEqual(names, ["Photo by Anna, 14 July 2024", "Photo by Anna, August 2025"]);
});

Deno.test("a picture that is refused is named, and text and good pictures are kept", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  const heic = new File([toBlob("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic")], "IMG_1.HEIC");
  const text = new File(["hello"], "note.jpg", { type: "image/jpeg" });
  await visitor.send(path, { text: "Look!" }, [await choose("good.jpg"), heic, text]);
  assert.equal(visitor.page.status, 422);
  assert.match(visitor.page.text, /IMG_1\.HEIC: This is an iPhone picture in HEIC\./);
  assert.match(visitor.page.text, /note\.jpg: This is no picture that can be opened\./);
  assert.match(visitor.page.text, /Pictures that come along: 1/);
  assert.deepEqual(await anna.client.listPosts({ params }), []);
  await visitor.send(path, {}, [await choose("other.jpg")]);
  const [post] = await anna.client.listPosts({ params });
  assert.deepEqual([post?.text, post?.photos.length], ["Look!", 2]);
});

Deno.test("a post without words or pictures is refused, and one may have either", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  await visitor.send(path, { text: "  " });
  assert.equal(visitor.page.status, 422);
  assert.match(visitor.page.text, /Write something, or add a photo\./);
  await visitor.send(path, { text: "" }, [await choose("a.jpg")]);
  await visitor.send(path, { text: "Only words" });
  const posts = await anna.client.listPosts({ params });
  assert.deepEqual(posts.map(({ text, photos }) => [text, photos.length]), [
    ["Only words", 0],
    ["", 1],
  ]);
});

Deno.test("more than ten pictures are refused, and nothing is lost", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  const pictures = await Promise.all(Array.from({ length: 6 }, (_, at) => choose(`${at}.jpg`)));
  const { html } = visitor.page;
  await visitor.send(path, { text: "Many" }, [...pictures, new File(["no"], "no.jpg")]);
  await visitor.send(path, {}, pictures);
  assert.match(visitor.page.text, /A post has at most 10 pictures\./);
  assert.deepEqual(await anna.client.listPosts({ params }), []);
  assert.ok(html.includes("multiple"));
});

Deno.test("a picture over 25 MB is named, and the form and its other pictures are kept", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  const pictures = [await choose("a.jpg"), await chooseLarge("big.jpg", 26), await choose("c.jpg")];
  await visitor.send(path, { text: "Look!", happened_on: "2024-07" }, pictures);
  assert.equal(visitor.page.status, 422);
  assert.match(visitor.page.text, /big\.jpg: This picture is larger than 25 MB\. .* Videos cannot/);
  assert.match(visitor.page.text, /Pictures that come along: 2/);
  await visitor.send(path);
  const [post] = await anna.client.listPosts({ params });
  assert.deepEqual([post?.text, post?.happened_on, post?.photos.length], ["Look!", "2024-07", 2]);
  const edit = `${path}/${post!.id}/edit`;
  await visitor.open(edit);
  await visitor.send(edit, { text: "Look there!" }, [await chooseLarge("big.jpg", 26)]);
  assert.equal(visitor.page.status, 422);
  assert.match(visitor.page.text, /Look there! .* big\.jpg: This picture is larger than 25 MB\./);
});

Deno.test("pictures beyond 100 MB are named, and the form and those before are kept", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  const names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"];
  const pictures = await Promise.all(names.map((name) => chooseLarge(name, 22)));
  await visitor.send(path, { text: "Look!", happened_on: "2024-07" }, pictures);
  assert.equal(visitor.page.status, 422);
  assert.match(visitor.page.text, /e\.jpg, f\.jpg: Pictures .* have at most 100 MB together\./);
  assert.match(visitor.page.text, /Pictures that come along: 4/);
  await visitor.send(path, {}, pictures.slice(4));
  const [post] = await anna.client.listPosts({ params });
  assert.deepEqual([post?.text, post?.happened_on, post?.photos.length], ["Look!", "2024-07", 6]);
});

Deno.test("the eleventh picture and those after it are named as left out", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  const pictures = await Promise.all(Array.from({ length: 35 }, (_, at) => choose(`${at}.jpg`)));
  const first = [new File(["no"], "no.jpg"), ...pictures.slice(0, 12)];
  await visitor.send(path, { text: "Many" }, first);
  assert.equal(visitor.page.status, 422);
  assert.match(visitor.page.text, /Pictures that come along: 10/);
  assert.match(visitor.page.text, /10\.jpg, 11\.jpg: A post has at most 10 pictures\./);
  assert.deepEqual(await anna.client.listPosts({ params }), []);
  await visitor.send(path, {}, pictures);
  assert.match(
    visitor.page.text,
    /0\.jpg, .* 19\.jpg and 15 more: A post has at most 10 pictures\./,
  );
  await visitor.send(path);
  const [post] = await anna.client.listPosts({ params });
  assert.deepEqual([post?.text, post?.photos.length], ["Many", 10]);
  const edit = `${path}/${post!.id}/edit`;
  await visitor.open(edit);
  await visitor.send(edit, {}, [await choose("more.jpg")]);
  assert.match(visitor.page.text, /more\.jpg: A post has at most 10 pictures\./);
  const removed = { [`remove_${post!.photos[0]!.id}`]: "on" };
  await visitor.send(edit, removed, [await choose("more.jpg")]);
  assert.equal(visitor.page.path, `${path}/${post!.id}`);
});

Deno.test("what is said of pictures is told with their field, and led to", async () => {
  const { circle, visitor, path } = await startFamily();
  await using _circle = circle;
  const chosen = [new File(["no"], "no.jpg"), await chooseLarge("big.jpg", 26)];
  await visitor.send(path, { text: "Look!" }, chosen);
  const { html } = visitor.page;
  const [, described] = /<input type="file"[^>]* aria-describedby="([^"]*)"/.exec(html)!;
  const texts = described!.split(" ").map((id) =>
    new RegExp(`<p class="(?:error|hint)" id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]
  );
  assert.equal(texts.length, 3);
  for (const [at, start] of ["no.jpg: ", "big.jpg: ", "Up to 10"].entries()) {
    assert.ok(texts[at]?.startsWith(start), start);
  }
  const led = [...html.matchAll(/<a href="#pictures">Pictures: (.*?)<\/a>/g)].map(([, text]) =>
    text
  );
  assert.deepEqual(led, texts.slice(0, 2));
  assert.match(html, /<input type="file" id="pictures"/);
});

Deno.test("the text of a form with pictures is kept where the session has ended", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  const form = visitor.form(path, { text: "Half a story" });
  visitor.cookie = undefined;
  const files = { name: "pictures", chosen: [await choose("a.jpg")] };
  await visitor.post({ ...form, files });
  assert.equal(visitor.page.status, 401);
  assert.match(visitor.page.html, /Half a story/);
  assert.deepEqual(await anna.client.listPosts({ params }), []);
  assert.deepEqual(await circle.db.selectFrom("photos").selectAll().execute(), []);
});

Deno.test("of a form that nobody signed in has sent, no more is read than a form may have", async () => {
  const { circle, path } = await startFamily();
  await using _circle = circle;
  using connection = await openConnection(circle.url);
  await connection.send(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n` +
      "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000000\r\n\r\n" +
      '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nHalf a story\r\n' +
      '--b\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n',
  );
  await connection.send(new Uint8Array(101 * 1024 * 1024)); // and much more was announced
  const answer = await connection.readAnswer();
  assert.equal(answer?.status, 401);
  assert.match(answer.text, /Half a story<\/textarea>/);
});

Deno.test("the text of a form is kept where its sender goes while pictures come", async (test) => {
  const { circle, anna, path, params } = await startFamily();
  await using _circle = circle;
  const drafts = `${circle.dataDir}/photos/drafts`;
  const ways: Record<string, readonly [number, (ben: Joined) => Promise<unknown>]> = {
    "signed out": [401, () => circle.db.deleteFrom("web_sessions").execute()],
    "removed": [
      404,
      ({ id }) => anna.client.removeMember({ params: { ...params, account_id: id }, body: {} }),
    ],
  };
  for (const [name, [status, go]] of Object.entries(ways)) {
    await test.step(name, async () => {
      const ben = await addFamilyMember(circle, anna, { name: "Ben" });
      const visitor = await signIn(circle, ben);
      const form = new FormData();
      for (const [name, text] of [["once", crypto.randomUUID()], ["text", "Half a story"]]) {
        form.append(name!, text!);
      }
      for (const name of ["a.jpg", "b.jpg"]) form.append("pictures", await choose(name));
      const { headers, body } = new Response(form);
      const bytes = await new Response(body).bytes();
      const answer = fetch(new URL(path, circle.url), {
        method: "POST",
        headers: {
          "content-type": headers.get("content-type")!,
          "sec-fetch-site": "same-origin",
          cookie: visitor.cookie!,
        },
        body: ReadableStream.from((async function* () {
          yield bytes.slice(0, 700); // behind the text, in the middle of the first picture
          await waitFor("the picture", async () => {
            const { length } = await listFiles(drafts);
            return length > 0 || undefined;
          });
          await go(ben);
          yield bytes.slice(700);
        })()),
      });
      const response = await answer;
      assert.equal(response.status, status);
      assert.match(await response.text(), /<textarea id="kept"[^>]*>\nHalf a story<\/textarea>/);
    });
  }
});

Deno.test("forms with files are taken where pictures are, and nowhere else", async () => {
  const { circle, visitor } = await startFamily();
  await using _circle = circle;
  const fields = { once: crypto.randomUUID(), email: "a@example.org", password: "x" };
  const page = await visitor.post({ action: "/sign-in", fields, files: { name: "a", chosen: [] } });
  assert.equal(page.status, 415);
  const broken = await fetch(new URL("/sign-in", circle.url), {
    method: "POST",
    headers: {
      "content-type": "multipart/form-data",
      "sec-fetch-site": "same-origin",
      cookie: visitor.cookie!,
    },
    body: "no boundary",
  });
  assert.equal(broken.status, 415);
  await broken.body?.cancel();
});

Deno.test("a form with pictures that breaks off, or is no form, leaves nothing", async (test) => {
  const { circle, visitor, path } = await startFamily();
  await using _circle = circle;
  const start = '--b\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n';
  const bodies: Record<string, readonly [string, string]> = {
    "no boundary": ["multipart/form-data", "--b\r\n"],
    "nothing": ["multipart/form-data; boundary=b", ""],
    "half a file": ["multipart/form-data; boundary=b", `${start}\xFF\xD8\xFF`],
    "half a header": ["multipart/form-data; boundary=b", "--b\r\nContent-Dispo"],
    "a field twice": [
      "multipart/form-data; boundary=b",
      ["1", "2"].map((text) =>
        `--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n${text}\r\n`
      ).join("") + "--b--\r\n",
    ],
    "a huge field": [
      "multipart/form-data; boundary=b",
      `--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n${
        "x".repeat(70_000)
      }\r\n--b--\r\n`,
    ],
  };
  for (const [name, [type, body]] of Object.entries(bodies)) {
    await test.step(name, async () => {
      const response = await fetch(new URL(path, circle.url), {
        method: "POST",
        headers: { "content-type": type, "sec-fetch-site": "same-origin", cookie: visitor.cookie! },
        body,
      });
      assert.ok([400, 413].includes(response.status), String(response.status));
      await response.body?.cancel();
      assert.deepEqual(await circle.db.selectFrom("photos").selectAll().execute(), []);
    });
  }
});

Deno.test("a form that breaks off behind its text is shown again with it", async (test) => {
  const { circle, visitor, path } = await startFamily();
  await using _circle = circle;
  const field = (name: string, text: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  const file = (name: string, bytes: string) =>
    `--b\r\nContent-Disposition: form-data; name="pictures"; filename="${name}"\r\n` +
    `Content-Type: image/jpeg\r\n\r\n${bytes}\r\n`;
  const megabytes = "x".repeat(3_000_000);
  const rests: Record<string, string> = {
    "no boundary at the end": "--b",
    "half a file": file("a.jpg", megabytes),
    "several files, and half a header": `${file("a.jpg", megabytes).repeat(3)}--b\r\nContent-Dis`,
    "a header of 1 MB": file("n".repeat(1_000_000), "x"),
    "10,000 files": `${file("a.jpg", "x").repeat(10_000)}--b--\r\n`,
    "10,000 fields": `${
      Array.from({ length: 10_000 }, (_, at) => field(`f${at}`, "x")).join("")
    }--b--\r\n`,
    "10,000 parts without a name": `${"--b\r\n\r\n\r\n".repeat(10_000)}--b--\r\n`,
    "a field twice": `${field("text", "Another one")}--b--\r\n`,
    "a boundary that goes on": `--bb\r\n\r\n${megabytes}\r\n--b--\r\n`,
  };
  const start = field("once", crypto.randomUUID()) + field("text", "A long story");
  for (const [name, rest] of Object.entries(rests)) {
    await test.step(name, async () => {
      const response = await fetch(new URL(path, circle.url), {
        method: "POST",
        headers: {
          "content-type": "multipart/form-data; boundary=b",
          "sec-fetch-site": "same-origin",
          cookie: visitor.cookie!,
        },
        body: start + rest,
      });
      const html = await response.text();
      assert.equal(response.status, 400);
      assert.match(html, />\s*A long story<\/textarea>/);
      assert.match(html, /Not all of the form arrived, so nothing was done\./);
    });
  }
  assert.deepEqual(await circle.db.selectFrom("photos").selectAll().execute(), []);
});

Deno.test("who has told something with pictures is led to saying what they show", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  await visitor.send(path, { text: "Look" }, [await choose("a.jpg"), await choose("b.jpg")]);
  const [{ id, photos: [first, second] } = assert.fail()] = await anna.client.listPosts({ params });
  assert.equal(visitor.page.path, `${path}#post-${id}`, "one sees what one has told");
  const linkTo = (photo = first!) =>
    `<a href="${path}/${id}/edit#photo-${photo.id}">Say what the pictures show</a>`;
  assert.ok(visitor.page.html.includes(linkTo()));
  await visitor.open(`${path}/${id}/edit`);
  assert.match(visitor.page.html, new RegExp(`<fieldset class="photo" id="photo-${first!.id}">`));
  assert.match(visitor.page.text, /read out to relatives who do not see it/);
  await visitor.send(`${path}/${id}/edit`, { [`caption_${first!.id}`]: "Lea" });
  assert.ok(visitor.page.html.includes(linkTo(second)), "one is left");
  const ben = await signIn(circle, await addFamilyMember(circle, anna, { name: "Ben" }));
  assert.doesNotMatch((await ben.open(path)).text, /Say what/);
  await visitor.open(`${path}/${id}/edit`);
  await visitor.send(`${path}/${id}/edit`, { [`caption_${second!.id}`]: "Her bag" });
  assert.doesNotMatch((await visitor.open(path)).text, /Say what/);
});

Deno.test("its author gives photos captions, takes one away, and adds another", async () => {
  const { circle, anna, visitor, path, params } = await startFamily();
  await using _circle = circle;
  await visitor.send(path, { text: "Look" }, [await choose("a.jpg"), await choose("b.jpg")]);
  const read = async () => (await anna.client.listPosts({ params }))[0]!;
  const { id, photos: [first, second] } = await read();
  const edit = `${path}/${id}/edit`;
  await visitor.open(edit);
  const long = { [`caption_${first!.id}`]: "x".repeat(301) };
  await visitor.send(edit, { ...long, text: "Look there" });
  assert.equal(visitor.page.status, 422);
  assert.match(visitor.page.html, new RegExp(`id="caption_${first!.id}-error"`));
  assert.match(visitor.page.html, /Look there/);
  const typed = { [`caption_${first!.id}`]: "Lea", [`remove_${second!.id}`]: "on" };
  await visitor.send(edit, typed, [await choose("c.jpg")]);
  assert.equal(visitor.page.path, `${path}/${id}`);
  assert.match(visitor.page.html, /alt="Lea"/);
  const { text, photos } = await read();
  assert.equal(text, "Look there");
  assert.deepEqual(photos.map(({ caption }) => caption), ["Lea", null]);
  assert.ok(photos[0]!.id === first!.id && photos[1]!.id !== second!.id);
});
