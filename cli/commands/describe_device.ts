import { recognizeDevice } from "../../shared/recognize_device.ts";

/** A device in words, by the user agent of its program: `Safari on iPhone`, `circle on garden`. */
export function describeDevice(userAgent: string): string {
  const { program, device } = recognizeDevice(userAgent);
  if (program && device) return `${program} on ${device}`;
  return program ?? device ?? "unknown";
}
