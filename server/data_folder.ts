import { findDataDir } from "./config.ts";
import { StartError } from "./start_error.ts";

/** Makes the data folder where there is none, and keeps others out of it. */
export async function openDataFolder(dataDir: string): Promise<void> {
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    const { mode } = await Deno.stat(dataDir);
    if (mode !== null && (mode & 0o1000) !== 0) {
      throw new StartError(
        `CIRCLE_DATA_DIR must be a folder of its own: ${dataDir} is everybody's.`,
      );
    }
    if (mode !== null && (mode & 0o077) !== 0) await Deno.chmod(dataDir, 0o700);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${
        (error as Error).name
      }). Check CIRCLE_DATA_DIR and who owns the folder.`,
    );
  }
}

// The serve task asks for the folder, to grant the server this one and no other.
if (import.meta.main) console.log(findDataDir(Deno.env.get));
