import assert from "node:assert/strict";
import { forward, startAnsweringServer } from "../../support/answering_server.ts";
import { CHROMIUM } from "../../support/chromium.ts";
import { startCircle } from "../../support/circle.ts";
import { openPage } from "../../support/page.ts";
import { waitFor } from "../../support/wait_for.ts";

Deno.test({
  name: "a page that waits goes on waiting while the server is away (needs Chromium)",
  ignore: CHROMIUM === undefined,
  fn: async () => {
    await using circle = await startCircle();
    const anna = await circle.join({ name: "Anna" });
    let isAway = false;
    let refused = 0;
    await using proxy = await startAnsweringServer((request) => {
      if (!isAway || request.path !== "/sign-in/device") return forward(request, circle.url);
      refused++;
      const headers = { "Content-Type": "text/html" };
      return new Response("<main><h1>502 Bad Gateway</h1></main>", { status: 502, headers });
    });
    await using page = await openPage(`${proxy.url}/sign-in/device`);
    await page.follow("main button[type=submit]");
    const code = await page.read(".code");
    isAway = true;
    await waitFor("two refused looks", () => refused >= 2 || undefined);
    isAway = false;
    assert.equal(await page.read(".code"), code);
    await anna.client.approveSignInRequest({ body: { code } });
    await page.read('form[action="/sign-in/device/go-on"]');
    assert.equal(await page.read("h1"), "You will be Anna");
  },
});
