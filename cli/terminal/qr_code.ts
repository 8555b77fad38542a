/** White on black whatever the terminal's own colours are: these two of the 256 no theme changes. */
const WHITE_ON_BLACK = "\u001b[38;5;231;48;5;16m";
const END_OF_COLOR = "\u001b[0m";

/** Draws a text for a phone to read. Without colour it is right on a dark terminal. */
export async function drawQrCode(text: string, hasColor: boolean): Promise<string> {
  const { renderUnicodeCompact } = await import("uqr"); // hardly any run draws one
  const drawing = renderUnicodeCompact(text, { border: 4 }); // as wide as ISO/IEC 18004 wants it
  if (!hasColor) return drawing;
  return drawing.split("\n").map((line) => WHITE_ON_BLACK + line + END_OF_COLOR).join("\n");
}
