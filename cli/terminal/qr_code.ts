/**
 * White on black, whatever the terminal's theme: it does not change these two of the 256 colours.
 */
const WHITE_ON_BLACK = "\u001b[38;5;231;48;5;16m";
const END_OF_COLOR = "\u001b[0m";

/**
 * Draws a text as a QR code. Without colours the terminal may be dark or light, so it is drawn for
 * both.
 */
export async function drawQrCode(text: string, hasColor: boolean): Promise<string> {
  const { renderUnicodeCompact } = await import("uqr"); // hardly any run draws one
  const drawing = renderUnicodeCompact(text, { border: 4 }); // as wide as ISO/IEC 18004 asks
  if (!hasColor) return `On a dark terminal:\n${drawing}\n\nOn a light one:\n${invert(drawing)}`;
  return drawing.split("\n").map((line) => WHITE_ON_BLACK + line + END_OF_COLOR).join("\n");
}

/** The drawing for a terminal that writes dark on light. */
function invert(drawing: string): string {
  const other: Readonly<Record<string, string>> = { "█": " ", " ": "█", "▀": "▄", "▄": "▀" };
  return drawing.replaceAll(/[█ ▀▄]/g, (letter) => other[letter]!);
}
