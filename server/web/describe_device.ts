import { fillIn, WORDS } from "./words.ts";

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

/** A device in words, by the user agent of its program: `Safari on iPhone`, `circle on garden`. */
export function describeDevice(userAgent: string): string {
  const { on, unknown } = WORDS.devices;
  const [, host] = /^circle\/\S+ \(([^;)]+)/.exec(userAgent) ?? [];
  if (host !== undefined) return fillIn(on, { program: "circle", device: host });
  const program = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const device = DEVICES.find(([, pattern]) => pattern.test(userAgent))?.[0];
  if (program && device) return fillIn(on, { program, device });
  return program ?? device ?? (userAgent === "" ? unknown : userAgent);
}
