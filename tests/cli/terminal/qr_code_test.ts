import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { drawQrCode } from "../../../cli/terminal/qr_code.ts";
import { findProgram } from "../../support/find_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const LINK = "https://circle.example.org/join#K7Q-F9X-WMP-34T-VHB-C2D";
const ZBARIMG = findProgram("zbarimg");

/** What is drawn on a terminal, and whether its letters are lighter than what is behind them. */
interface Shown {
  readonly drawing: string;
  readonly isLightOnDark: boolean;
}

const TERMINALS: Readonly<Record<string, () => Promise<Shown>>> = {
  "in colours, whatever the terminal's own are": async () => {
    const drawing = stripVTControlCharacters(await drawQrCode(LINK, true));
    return { drawing, isLightOnDark: true };
  },
  "on a dark terminal without colours": async () => {
    const [, drawing = ""] = /dark terminal:\n(.*)\n\nOn/s.exec(await drawQrCode(LINK, false))!;
    return { drawing, isLightOnDark: true };
  },
  "on a light terminal without colours": async () => {
    const [, drawing = ""] = /light one:\n(.*)/s.exec(await drawQrCode(LINK, false))!;
    return { drawing, isLightOnDark: false };
  },
};

for (const [name, show] of Object.entries(TERMINALS)) {
  Deno.test({
    name: `a phone reads the link ${name}${ZBARIMG ? "" : " (zbarimg is not installed)"}`,
    ignore: !ZBARIMG,
    fn: async () => {
      await using folder = await makeTempFolder();
      const picture = `${folder.path}/qr.pbm`;
      await Deno.writeTextFile(picture, drawPicture(await show()));
      const { stdout } = await new Deno.Command(ZBARIMG!, { args: ["-q", "--raw", picture] })
        .output();
      assert.equal(new TextDecoder().decode(stdout).trim(), LINK);
    },
  });
}

/** Pixels a module. */
const SCALE = 6;

/** A photograph of a terminal, as a bitmap (PBM): each letter is two modules, one above the other. */
function drawPicture({ drawing, isLightOnDark }: Shown): string {
  const lines = drawing.split("\n").map((line) => [...line]);
  const width = Math.max(...lines.map((line) => line.length));
  const rows = lines.flatMap((line) =>
    ["█▀", "█▄"].map((filled) =>
      Array.from({ length: width }, (_, at) => {
        const isFilled = filled.includes(line[at] ?? " ");
        return (isFilled === isLightOnDark ? "0" : "1").repeat(SCALE); // 1 is black
      }).join("")
    )
  );
  const pixels = rows.flatMap((row) => Array.from({ length: SCALE }, () => row));
  return `P1\n${width * SCALE} ${pixels.length}\n${pixels.join("\n")}\n`;
}
