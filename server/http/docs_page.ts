import type { TextResult } from "./handler.ts";
import { describeContract } from "./openapi.ts";
import { textResponse } from "./responses.ts";
import type { App } from "./context.ts";

/** The page only loads and calls this server. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CircleShare API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. Read <a href="/openapi.json">openapi.json</a> instead.</noscript>
<script src="/docs/swagger-ui.js"></script>
<script src="/docs/page.js"></script>
</body>
</html>
`;

/** Hides empty parts: responses have one media type each, and no links. */
const STYLE = `html.dark-mode { background: #1c2022; }
.swagger-ui .info { margin: 30px 0; }
.swagger-ui .response-col_links, .swagger-ui .response-control-media-type { display: none; }
`;

const SCRIPT = `const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.classList.toggle("dark-mode", isDark);
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  validatorUrl: null,
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
});
`;

let openApi: string | undefined;

/** The OpenAPI document of this server, made on its first use. */
export function getOpenApi(): Promise<TextResult> {
  openApi ??= JSON.stringify(describeContract());
  return Promise.resolve({ text: openApi });
}

/** The page that shows the API. */
export function getDocs(): Promise<TextResult> {
  return Promise.resolve({ text: PAGE, headers: { "Content-Security-Policy": PAGE_POLICY } });
}

/**
 * Serves the files that the page loads. Not in the contract, since no API client calls them. The
 * large ones are read on their first use.
 */
export function serveDocsFiles(app: App): void {
  serveFile(app, "page.css", "text/css", () => Promise.resolve(STYLE));
  serveFile(app, "page.js", "text/javascript", () => Promise.resolve(SCRIPT));
  serveFile(app, "swagger-ui.css", "text/css", async () => {
    const css = await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } });
    return css.default;
  });
  serveFile(app, "swagger-ui.js", "text/javascript", async () => {
    const bundle = await import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } });
    return bundle.default;
  });
}

/** Serves one file from one buffer, which all its answers share. */
function serveFile(app: App, name: string, type: string, read: () => Promise<string>): void {
  let bytes: Promise<Uint8Array<ArrayBuffer>> | undefined;
  app.get(`/docs/${name}`, async (context) => {
    bytes ??= read().then((text) => new TextEncoder().encode(text));
    return textResponse(`${type}; charset=utf-8`, await bytes, context.get("headers"));
  });
}
