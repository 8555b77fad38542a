import { describeContract } from "./openapi.ts";
import { jsonResponse, SECURITY_HEADERS } from "./responses.ts";
import type { App } from "./serve_contract.ts";
import type { Services } from "./services.ts";

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
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui.js"></script>
<script src="/docs/page.js"></script>
</body>
</html>
`;

const SCRIPT = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  validatorUrl: null,
  deepLinking: true,
  displayRequestDuration: true,
});
`;

/** Serves the OpenAPI document, and a page that shows it and calls the server. */
export function serveDocs(app: App, { accessTokens }: Services): void {
  const document = describeContract(accessTokens.issuer);
  app.get("/openapi.json", () => jsonResponse(200, document));
  app.get("/docs", () => serveText("text/html", PAGE));
  // Read when they are first asked for: they are large, and most servers never show the page.
  app.get("/docs/swagger-ui.css", async () => {
    const css = await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } });
    return serveText("text/css", css.default);
  });
  app.get("/docs/swagger-ui.js", async () => {
    const bundle = await import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } });
    return serveText("text/javascript", bundle.default);
  });
  app.get("/docs/page.js", () => serveText("text/javascript", SCRIPT));
}

function serveText(type: string, text: string): Response {
  const headers = {
    ...SECURITY_HEADERS,
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Security-Policy": PAGE_POLICY,
  };
  return new Response(text, { headers });
}
