import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { resolvePhoto } from "./resolve_photo.ts";
import { saveFile, type Target } from "./save_file.ts";
import { withStatus } from "./with_status.ts";

/** `circle journal photo` */
export function declarePhoto(open: OpenContext) {
  return new Command("photo")
    .description("save a photo as JPEG, as large as the server has it")
    .argument("<photo>", "the photo: its id, or how it begins (circle journal show POST)")
    .argument("[file]", "where to save it; - or none: standard output, unless it is a terminal")
    .option("--force", "replace the file if it is there already")
    .addHelpText("after", examples("circle journal photo 01a20d5a lea.jpg"))
    .action((photo, path, { force }, command) => savePhoto(open(command), photo, { path, force }));
}

async function savePhoto(context: CommandContext, photo: string, target: Target): Promise<void> {
  const { terminal } = context;
  await withStatus(terminal, async (say) => {
    say("Downloading …");
    await saveFile(context, target, async () => {
      const connection = await context.connect();
      const photo_id = await resolvePhoto(context, connection, photo);
      return await connection.client.getPhoto({ params: { photo_id } });
    });
  });
  const isFile = target.path !== undefined && target.path !== "-";
  if (isFile) terminal.say(`The photo is in ${target.path}.`);
}
