import { recognizeDevice } from "../../shared/recognize_device.ts";
import { fillIn, WORDS } from "./words.ts";

/** A device in words, by the user agent of its program: `Safari on iPhone`, `circle on garden`. */
export function describeDevice(userAgent: string): string {
  const { on, unknown } = WORDS.devices;
  const { program, device } = recognizeDevice(userAgent);
  if (program && device) return fillIn(on, { program, device });
  return program ?? device ?? unknown;
}
