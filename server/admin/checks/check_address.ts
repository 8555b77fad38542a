import { isIPv6 } from "node:net";
import type { Health } from "../../../shared/contract/server.ts";
import { makeServerProof } from "../../../shared/server_proof.ts";
import { VERSION } from "../../../shared/version.ts";
import { findNewestSession, type SessionSecret } from "../../auth/session_secrets.ts";
import type { Config } from "../../config/config.ts";
import { SYSTEM } from "../../config/system.ts";
import type { Source } from "../../database/open_source.ts";
import type { Finding } from "./finding.ts";

/** Bits of the widest ranges that a proxy plausibly needs. */
const NARROW = { ipv4: 16, ipv6: 64 } as const;

/** Checks which proxies are believed. */
export function checkProxies({ trustedProxies, publicUrl }: Config): Finding {
  const check = "proxies";
  const wide = trustedProxies.filter((range) => {
    const [start = "", bits = 128] = range.split("/");
    return Number(bits) < NARROW[isIPv6(start) ? "ipv6" : "ipv4"];
  });
  if (wide.length > 0) {
    return {
      check,
      state: "warning",
      finding: `CIRCLE_TRUSTED_PROXIES believes all of ${wide.join(", ")}.`,
      advice: "No phone may have an address in it: name the proxy itself, or a narrower range.",
    };
  }
  if (publicUrl?.startsWith("https:") && trustedProxies.length === 0) {
    return {
      check,
      state: "warning",
      finding: "https needs a proxy, but none is trusted: all people count as one address.",
      advice: "Set CIRCLE_TRUSTED_PROXIES to its address, such as 127.0.0.1.",
    };
  }
  const finding = trustedProxies.length === 0 ? "none is trusted" : trustedProxies.join(", ");
  return { check, state: "ok", finding };
}

/** Milliseconds after which a server does not answer any more. */
const TIMEOUT = 10_000;

/** Asks the server at its public address, or where it listens, whether it serves this circle. */
export async function checkAddress(config: Config, source: Source | undefined): Promise<Finding> {
  const [check, url] = ["address", config.publicUrl ?? findOwnAddress(config)];
  if (url === undefined) {
    return { check, state: "ok", finding: "not asked: it takes any free port (CIRCLE_PORT=0)" };
  }
  const setting = config.publicUrl ? "CIRCLE_PUBLIC_URL" : "CIRCLE_HOST and CIRCLE_PORT";
  const answer = await askHealth(url);
  if (typeof answer === "string") {
    return {
      check,
      state: "failed",
      finding: `${url} ${answer}.`,
      advice: `Does the server run, and the proxy in front? Check ${setting}.`,
    };
  }
  if (config.publicUrl && answer.public_url !== config.publicUrl) {
    return {
      check,
      state: "failed",
      finding: `${url} leads to a server that calls itself ${answer.public_url}.`,
      advice: "Another server answers there, or it was started with other settings: restart it.",
    };
  }
  if (answer.version !== VERSION) {
    return {
      check,
      state: "warning",
      finding: `The server at ${url} has version ${answer.version}, this command ${VERSION}.`,
      advice: "Restart the server after an update.",
    };
  }
  if (!await isReady(url)) {
    return {
      check,
      state: "failed",
      finding: `The server at ${url} cannot use its database.`,
      advice: "Its log says why. If the data were moved or restored while it ran, restart it.",
    };
  }
  const session = await source?.snapshot(findNewestSession);
  if (session && !await isServed(url, { session, publicUrl: answer.public_url ?? url })) {
    return {
      check,
      state: "failed",
      finding: `${url} leads to the server of another circle.`,
      advice: `Check ${setting}, the proxy in front, and CIRCLE_DATA_DIR or CIRCLE_DATABASE_URL.`,
    };
  }
  return { check, state: "ok", finding: `${url} answers, and serves this circle` };
}

/** Whether a server reaches its database. */
async function isReady(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(`${url}/ready`, { redirect: "manual", signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // its health has been answered just now
  }
}

interface Served {
  readonly session: SessionSecret;
  readonly publicUrl: string;
}

/** Whether a server has a session that is in the database of this circle. */
async function isServed(
  url: string,
  { session: { id, refresh_hash }, publicUrl }: Served,
): Promise<boolean> {
  const challenge = SYSTEM.randomBytes(32).toBase64({ alphabet: "base64url", omitPadding: true });
  try {
    const response = await fetch(`${url}/server-proof`, {
      method: "POST",
      body: JSON.stringify({ session_id: id, challenge }),
      headers: { "Content-Type": "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const { proof } = await response.json();
    return proof === await makeServerProof(refresh_hash, { publicUrl, sessionId: id, challenge });
  } catch {
    return false; // its health has been answered just now
  }
}

function findOwnAddress({ host, port }: Config): string | undefined {
  if (port === 0) return undefined;
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/** What a server says of itself, or what is wrong with it, as the end of a sentence. */
async function askHealth(url: string): Promise<Health | string> {
  try {
    const response = await fetch(`${url}/health`, {
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return `answers ${response.status} instead of telling its health`;
    }
    const health = await response.json() as Partial<Health>;
    const isHealth = health?.status === "ok" && typeof health.version === "string";
    return isHealth ? health as Health : "is no server of CircleShare";
  } catch (error) {
    const { name, message, cause } = error as Error;
    if (name === "TimeoutError") return "does not answer";
    if (name === "SyntaxError") return "is no server of CircleShare";
    const reason = cause instanceof Error ? cause.message : message;
    return `cannot be reached (${reason.split(": ").at(-1)})`;
  }
}
