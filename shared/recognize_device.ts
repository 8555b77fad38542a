/** Browsers by what their user agents say; those that also name another browser come first. */
const BROWSERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Edge", /\bEdg(?:A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
];

/** Devices, likewise. */
const DEVICES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["Mac", /\bMacintosh\b/],
  ["Chromebook", /\bCrOS\b/],
  ["Linux", /\bLinux\b/i],
];

/** The program and the device of a user agent, as far as it names them. */
export interface RecognizedDevice {
  /** A browser, `circle`, or the name of another program. */
  readonly program?: string;
  /** A kind of device, or the name of the one that `circle` runs on. */
  readonly device?: string;
}

/**
 * Recognizes a program and its device by its user agent, which a stranger may have written: of
 * others than these it is a name like `curl/8.5`, and never a sentence.
 */
export function recognizeDevice(userAgent: string): RecognizedDevice {
  const [, host] = /^circle\/\S+ \(([^\s;)]{1,63})[;)]/.exec(userAgent) ?? [];
  if (host !== undefined) return { program: "circle", device: host };
  const [name] = /^[\w.-]{1,30}\/[\w.-]{1,20}(?=\s|$)/.exec(userAgent) ?? [];
  const device = DEVICES.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return { program: browser ?? (device ? undefined : name), device };
}
