import { createHash } from "node:crypto";
import iconText from "./icon.svg" with { type: "text" };
import joinText from "./join.js" with { type: "text" };
import passkeyText from "./passkey.js" with { type: "text" };
import shareText from "./share.js" with { type: "text" };
import waitText from "./wait.js" with { type: "text" };
import styleText from "./style.css" with { type: "text" };

/** A file that pages load. */
export interface Asset {
  /** Names its content by a hash, so that it can be kept for ever. */
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files that pages load. */
export interface Assets {
  readonly style: Asset;
  readonly join: Asset;
  readonly passkey: Asset;
  readonly share: Asset;
  readonly wait: Asset;
  readonly icon: Asset;
}

/** The files that pages load, each in one buffer that all answers share. */
export function createAssets(): Assets {
  return {
    style: toAsset("style", "css", "text/css", styleText),
    join: toAsset("join", "js", "text/javascript", joinText),
    passkey: toAsset("passkey", "js", "text/javascript", passkeyText),
    share: toAsset("share", "js", "text/javascript", shareText),
    wait: toAsset("wait", "js", "text/javascript", waitText),
    icon: toAsset("icon", "svg", "image/svg+xml", iconText),
  };
}

function toAsset(name: string, extension: string, mediaType: string, text: string): Asset {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return {
    path: `/${name}-${hash}.${extension}`,
    mediaType: `${mediaType}; charset=utf-8`,
    bytes: new TextEncoder().encode(text),
  };
}
