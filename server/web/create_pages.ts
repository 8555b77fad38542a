import { CONTRACT } from "../../shared/contract/mod.ts";
import type { AuthDeps } from "../auth/deps.ts";
import type { PeopleDeps } from "../people/deps.ts";
import type { Pages } from "../http/app.ts";
import { createCallEndpoint } from "../http/call_endpoint.ts";
import { createInputChecks } from "../http/input_checks.ts";
import type { Routes } from "../http/routes.ts";
import { createAssets } from "./assets.ts";
import { chooseCookiePolicy } from "./cookie.ts";
import type { WebDeps } from "./page.ts";
import { answerUnknown, servePages } from "./serve_pages.ts";

/** The pages of a server, over the same endpoints that its API has. */
export function createPages<D extends AuthDeps & PeopleDeps>(
  routes: Routes<D>,
): Pages {
  const { deps, checkBody } = routes;
  const { publicUrl, config, peopleCache } = deps;
  const web: WebDeps = {
    call: createCallEndpoint(routes),
    auth: deps,
    checkLogin: createInputChecks(CONTRACT.login, checkBody).body,
    checkPasskeyLogin: createInputChecks(CONTRACT.loginByPasskey, checkBody).body,
    peopleCache,
    publicUrl,
    cookies: chooseCookiePolicy(publicUrl, config),
    assets: createAssets(),
  };
  return {
    serve: (app) => servePages(app, web),
    refuseUnknown: (context, problem) => answerUnknown(web, problem, context),
  };
}
