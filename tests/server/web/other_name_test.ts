import assert from "node:assert/strict";
import { CHROMIUM } from "../../support/chromium.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { openPage } from "../../support/page.ts";
import { sendRaw } from "../../support/raw_connection.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const PUBLIC_URL = "https://new.example.net";

/** The line of a page, opened at a name, that says where the circle lives. */
async function readHomeLine(circle: Circle, path: string, host: string) {
  const answer = await sendRaw(
    circle.url,
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`,
  );
  return /<p class="quiet home">(.*?)<\/p>/s.exec(answer?.text ?? "")?.[1];
}

testOnSqlite("pages at an old name say where the circle lives, at the same path", async () => {
  await using circle = await startCircle({ CIRCLE_PUBLIC_URL: PUBLIC_URL });
  for (const path of ["/", "/sign-in", "/join", "/account", "/f/unknown/journal", "/nothing"]) {
    for (const host of ["old.example.org", "old.example.org:8443", "nas.fritz.box"]) {
      assert.equal(
        await readHomeLine(circle, path, host),
        `This circle lives at <a href="${PUBLIC_URL}${path}">${PUBLIC_URL}</a>. ` +
          "Open it there, and sign in there once.",
      );
    }
  }
  const tricks = await readHomeLine(circle, "//evil.example.org/account", "old.example.org");
  assert.match(tricks ?? "", /href="https:\/\/new\.example\.net\/\/evil/, "no other host");
});

testOnSqlite(
  "pages say nothing of it at the public name, or where a proxy hides the name",
  async () => {
    await using circle = await startCircle({ CIRCLE_PUBLIC_URL: PUBLIC_URL });
    for (
      const host of [
        "new.example.net",
        "NEW.example.net:443",
        "127.0.0.1:8000",
        "[::1]:8000",
        "localhost",
        "192.168.1.5:8000",
        "circle:8000",
        "circle_backend",
        "",
      ]
    ) {
      assert.equal(await readHomeLine(circle, "/sign-in", host), undefined, host);
    }
  },
);

testOnSqlite("a server without a public address leads nobody away", async () => {
  await using circle = await startCircle();
  assert.equal(await readHomeLine(circle, "/sign-in", "nas.fritz.box"), undefined);
});

Deno.test({
  name: "an invite that is opened at an old name leads on with its code (needs Chromium)",
  ignore: CHROMIUM === undefined,
  fn: async () => {
    await using circle = await startCircle({ CIRCLE_PUBLIC_URL: PUBLIC_URL });
    const anna = await circle.join({ name: "Anna" });
    const { code } = await anna.client.createInvite({
      params: { family_id: anna.family },
      body: { role: "member" },
    });
    const { port } = new URL(circle.url);
    await using page = await openPage(`http://old.localhost:${port}/join#${code}`);
    const readLink = () => page.evaluate<string>("document.querySelector('.home a').href");
    assert.equal(await readLink(), `${PUBLIC_URL}/join#${code}`);
    await page.follow("main button[type=submit]");
    assert.equal(await page.read("h1"), "Anna's family", "and it works here all the same");
    assert.equal(
      (await readLink()).replaceAll("-", ""),
      `${PUBLIC_URL}/join#${code}`.replaceAll("-", ""),
    );
    assert.deepEqual(page.faults, []);
  },
});
