import { Command } from "@commander-js/extra-typings";
import { copyCircle } from "../copy_circle.ts";
import { reportLost } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin copy-to` */
export function declareCopyTo(context: CommandContext) {
  return new Command("copy-to")
    .description("copy the whole circle to an empty PostgreSQL database, or into a new data folder")
    .argument("<target>", "postgres://user:password@host/database, or a folder")
    .option("--photos <folder>", "copy the photos there; by default into the folder, if it is one")
    .action(async (target, { photos: photosTo }) => {
      const { summary, photos } = await copyCircle(await context.readSettings(), target, {
        photosTo,
      });
      context.terminal.print(summary);
      reportLost(context, "copy", photos?.lost ?? []);
    });
}
