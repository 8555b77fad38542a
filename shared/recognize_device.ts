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
  /** A browser, or `circle`. */
  readonly program?: string;
  /** A kind of device, or the name of the one that `circle` runs on. */
  readonly device?: string;
}

/** Recognizes a program and its device by its user agent. */
export function recognizeDevice(userAgent: string): RecognizedDevice {
  const [, host] = /^circle\/\S+ \(([^;)]+)/.exec(userAgent) ?? [];
  if (host !== undefined) return { program: "circle", device: host };
  return {
    program: BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0],
    device: DEVICES.find(([, pattern]) => pattern.test(userAgent))?.[0],
  };
}
