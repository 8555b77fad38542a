import { dirname } from "node:path";
import { VERSION } from "../../shared/version.ts";
import { isSameSession } from "../session/saved_sessions.ts";
import type { Command, OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** How often a server is asked for its version, in ms. A login asks too. */
const INTERVAL = 24 * 60 * 60_000;

/** Makes every command that connects say afterwards if its server is newer. */
export function watchForNewerServer(program: Command, open: OpenContext): OpenContext {
  let connected: CommandContext | undefined;
  program.hook("postAction", async (_program, command) => {
    if (connected && command.name() !== "doctor") await tellIfServerIsNewer(connected);
  });
  return (command) => {
    const context = open(command);
    return {
      ...context,
      connect: async () => {
        connected = context;
        return await context.connect();
      },
    };
  };
}

/**
 * Tells the person at a terminal that the server of the saved session is newer than this command.
 * Nobody else is asked, and what goes wrong is left to the command itself.
 */
async function tellIfServerIsNewer(context: CommandContext): Promise<void> {
  const { options, terminal, store, connect } = context;
  if (!terminal.isRead || options.json || options.quiet) return;
  try {
    const { identity: { session }, client } = await connect();
    if (!session || Date.now() - Date.parse(session.version_asked_at ?? "") < INTERVAL) return;
    const version_asked_at = new Date().toISOString();
    await store.update((sessions) =>
      sessions.map((saved) =>
        isSameSession(saved, session) ? { ...saved, version_asked_at } : saved
      )
    );
    const { version } = await client.getHealth({});
    const advice = adviseUpdate(version);
    if (advice) terminal.say(`The server has ${version}, this circle ${VERSION}. ${advice}`);
  } catch { /* the command has done what it was for */ }
}

/** Says how to update this command; `undefined` if the server is not newer. */
export function adviseUpdate(serverVersion: string): string | undefined {
  if (!isNewer(serverVersion, VERSION)) return undefined;
  const root = dirname(dirname(import.meta.dirname!));
  return /[/\\]node_modules[/\\]/.test(root)
    ? `Update it: npm install -g circle-${serverVersion}.tgz, which the host of the server has.`
    : `Update it: git pull in ${root}, and run deno task install there.`;
}

function isNewer(version: string, other: string): boolean {
  const [numbers, others] = [version, other].map(readNumbers);
  if (!numbers || !others) return false;
  const at = numbers.findIndex((number, index) => number !== others[index]);
  return at >= 0 && numbers[at]! > others[at]!;
}

/** `1.20.3`, without what may follow it. */
function readNumbers(version: string): number[] | undefined {
  return /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version)?.slice(1).map(Number);
}
