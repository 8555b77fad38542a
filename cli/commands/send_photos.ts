import { ProblemError } from "../../shared/client_errors.ts";
import type { PhotoChoice } from "../../shared/contract/photos.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import type { CommandContext, Connection } from "./context.ts";
import { checkPicture, readPicture } from "./read_picture.ts";
import { withStatus } from "./with_status.ts";

/** A photo that the command line names. */
export interface NamedPhoto {
  readonly file: string;
  readonly caption?: string;
}

/** Times that a server is asked again which prepares too many photos at once. */
const MAX_WAITS = 10;
/** Seconds between two times, unless the server says how many, and at most. */
const USUAL_WAIT = 2;
const MAX_WAIT = 60;

/**
 * Sends photos one after another, once all of them can be read; in a post they stand later. If one
 * cannot be sent, throws a `CliError` that says which, and why.
 */
export async function sendPhotos(
  { terminal }: Pick<CommandContext, "terminal">,
  { client, family_id }: { readonly client: Connection["client"]; readonly family_id: string },
  photos: readonly NamedPhoto[],
): Promise<PhotoChoice[]> {
  for (const { file } of photos) await checkPicture(file);
  return await withStatus(terminal, async (say) => {
    const sent: PhotoChoice[] = [];
    for (const { file, caption } of photos) {
      say(`Sending ${sent.length + 1} of ${photos.length}: ${file} …`);
      const body = await readPicture(file);
      const { id } = await waitForTurn(
        () => client.createPhoto({ params: { family_id }, body }),
        () => say(`The server is busy with photos; ${file} waits …`),
      ).catch((error) => {
        throw nameFile(toCliError(error), file);
      });
      sent.push({ id, caption });
    }
    return sent;
  });
}

/** Makes a call again as long as the server has too many photos to prepare. */
async function waitForTurn<T>(call: () => Promise<T>, sayBusy: () => void): Promise<T> {
  for (let waits = 0;; waits++) {
    try {
      return await call();
    } catch (error) {
      const isBusy = error instanceof ProblemError && error.problem.code === "photos_busy";
      if (!isBusy || waits === MAX_WAITS) throw error;
      sayBusy();
      const seconds = Math.min(error.retryAfter ?? USUAL_WAIT, MAX_WAIT);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

function nameFile({ kind, message, problem }: CliError, file: string): CliError {
  return new CliError(
    kind,
    `${file}: ${message}\nNothing was posted.`,
    problem && { ...problem, detail: `${file}: ${problem.detail}` },
  );
}
