import { describeContract } from "./openapi.ts";
import { textResponse } from "./responses.ts";
import type { App, AppContext } from "./serve_contract.ts";

/** The page loads only what this server holds, and talks to nobody else. */
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
<noscript>This page needs JavaScript. What it shows stands in <a href="/openapi.json">openapi.json</a>.</noscript>
<script src="/docs/swagger-ui.js"></script>
<script src="/docs/page.js"></script>
</body>
</html>
`;

/** Leaves out what says nothing here: answers have one media type each, and no links. */
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

/** Serves the OpenAPI document, and a page that shows it and calls the server. */
export function serveDocs(app: App): void {
  let document: string | undefined; // made when it is first asked for
  app.get("/openapi.json", (context) => {
    document ??= JSON.stringify(describeContract());
    return textResponse("application/json", document, context.get("headers"));
  });
  app.get("/docs", (context) => servePart(context, "text/html", PAGE));
  app.get("/docs/page.css", (context) => servePart(context, "text/css", STYLE));
  app.get("/docs/page.js", (context) => servePart(context, "text/javascript", SCRIPT));
  // Read then, too: they are large, and most servers never show the page.
  app.get("/docs/swagger-ui.css", async (context) => {
    const css = await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } });
    return servePart(context, "text/css", css.default);
  });
  app.get("/docs/swagger-ui.js", async (context) => {
    const bundle = await import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } });
    return servePart(context, "text/javascript", bundle.default);
  });
}

function servePart(context: AppContext, type: string, text: string): Response {
  return textResponse(`${type}; charset=utf-8`, text, {
    ...context.get("headers"),
    "Content-Security-Policy": PAGE_POLICY,
  });
}
