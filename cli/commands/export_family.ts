import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";
import { saveFile, type Target } from "./save_file.ts";
import { withStatus } from "./with_status.ts";
import { createZipTail } from "./zip_end.ts";

/** `circle journal export` */
export function declareExport(open: OpenContext) {
  return new Command("export")
    .description("download everything that the family has written, as a ZIP that any browser shows")
    .argument("[file]", "where to save it; - or none: standard output, unless it is a terminal")
    .option("--force", "replace the file if it is there already")
    .addHelpText(
      "after",
      examples("circle journal export bergs.zip", "circle journal export > bergs.zip"),
    )
    .action((path, { force }, command) => exportFamily(open(command), { path, force }));
}

async function exportFamily(context: CommandContext, target: Target): Promise<void> {
  const { terminal } = context;
  const tail = createZipTail();
  let size = 0;
  let name = "";
  await withStatus(terminal, async (say) => {
    say("Waiting for the server …");
    await saveFile(context, target, async () => {
      const connection = await context.connect();
      const family = await resolveFamily(context, connection);
      name = family.name;
      const zip = await connection.client.exportFamily({ params: { family_id: family.id } });
      return zip.pipeThrough(
        new TransformStream({
          transform: (bytes: Uint8Array, controller) => {
            size += bytes.length;
            say(`Downloading … ${formatMegabytes(size)}`);
            tail.add(bytes);
            controller.enqueue(bytes);
          },
          flush: () => {
            if (!tail.read().isWhole) throw explainCut();
          },
        }),
      );
    });
  });
  const where = target.path === undefined || target.path === "-" ? "" : ` in ${target.path}`;
  terminal.say(
    `Everything of ${escapeControl(name)} is${where || " sent"}: ${formatMegabytes(size)}.`,
  );
  if (tail.read().has("missing.txt")) {
    throw new CliError(
      "failed",
      "The server did not find some of the photos: missing.txt in the ZIP names them.",
    );
  }
}

/** A proxy may end what the server has not ended. */
function explainCut(): CliError {
  return new CliError("failed", "What the server sent is not a whole ZIP. Try again.");
}

function formatMegabytes(bytes: number): string {
  return `${Math.max(bytes / 1_000_000, 0.1).toFixed(1)} MB`;
}
