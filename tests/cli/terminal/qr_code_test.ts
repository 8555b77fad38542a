import assert from "node:assert/strict";
import { drawQrCode } from "../../../cli/terminal/qr_code.ts";
import { findProgram } from "../../support/find_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const LINK = "https://circle.example.org/join#K7Q-F9X-WMP-34T-VHB-C2D";
const ZBARIMG = findProgram("zbarimg");

for (const background of ["dark", "light"] as const) {
  for (const hasColor of [true, false]) {
    const terminal = `a ${background} terminal with${hasColor ? "" : "out"} colours`;
    Deno.test({
      name: `QR code: a reader finds the link on ${terminal}${
        ZBARIMG ? "" : " (zbarimg is not installed)"
      }`,
      ignore: !ZBARIMG,
      fn: async () => {
        await using folder = await makeTempFolder();
        const picture = `${folder.path}/qr.pbm`;
        const text = await drawQrCode(LINK, hasColor);
        await Deno.writeTextFile(picture, drawScreen(text, background === "dark"));
        const { stdout } = await new Deno.Command(ZBARIMG!, { args: ["-q", "--raw", picture] })
          .output();
        assert.equal(new TextDecoder().decode(stdout).trim(), LINK);
      },
    });
  }
}

/** The sequence before a line in colours of its own, which are two of the 256. */
const COLORS = new RegExp("^\u001b\\[38;5;(\\d+);48;5;(\\d+)m(.*)\u001b\\[0m$");
const WHITE = "231";

/** Pixels a module. */
const SCALE = 6;

/** A picture of a terminal, as a bitmap (PBM): each character is two modules, one above the other. */
function drawScreen(text: string, isDark: boolean): string {
  const lines = text.split("\n").map((line) => {
    const [, letter, ground, colored] = COLORS.exec(line) ?? [];
    if (colored === undefined) return { characters: [...line], isLetterLight: isDark };
    assert.notEqual(letter === WHITE, ground === WHITE);
    return { characters: [...colored], isLetterLight: letter === WHITE };
  });
  const width = Math.max(...lines.map(({ characters }) => characters.length));
  const rows = lines.flatMap(({ characters, isLetterLight }) =>
    ["█▀", "█▄"].map((filled) =>
      Array.from({ length: width }, (_, at) => {
        const character = characters[at];
        const isLight = character === undefined
          ? !isDark
          : filled.includes(character) === isLetterLight;
        return (isLight ? "0" : "1").repeat(SCALE); // 1 is black
      }).join("")
    )
  );
  const pixels = rows.flatMap((row) => Array.from({ length: SCALE }, () => row));
  return `P1\n${width * SCALE} ${pixels.length}\n${pixels.join("\n")}\n`;
}
