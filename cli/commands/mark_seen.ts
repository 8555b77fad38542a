import { ProblemError } from "../../shared/client_errors.ts";
import type { Post } from "../../shared/contract/journal.ts";
import { openSeenMarks, type SeenMarks } from "../session/seen_marks.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext, Connection } from "./context.ts";

/** Leaves out the posts that this device has shown before, with a token that may only read. */
export async function withoutSeen(
  context: CommandContext,
  connection: Connection,
  posts: readonly Post[],
): Promise<readonly Post[]> {
  const [first] = posts;
  if (!first) return posts;
  const owner = await getMarkOwner(connection, first);
  const mark = await openMarks(context).find(owner).catch(() => undefined);
  return mark === undefined ? posts : posts.filter(({ id }) => id > mark);
}

/**
 * What was listed as new is not new the next time. A token that may not tell the server so keeps
 * it on this device.
 */
export async function markSeen(
  context: CommandContext,
  connection: Connection,
  posts: readonly Post[],
): Promise<void> {
  const until = posts.map(({ created_at }) => created_at).toSorted().at(-1);
  if (until === undefined) return;
  const { family_id } = posts[0]!;
  try {
    await connection.client.setSeen({ params: { family_id }, body: { until } });
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    await keepMark(context, connection, posts);
  }
}

function isNotAllowed(error: unknown): boolean {
  return error instanceof ProblemError &&
    ["insufficient_scope", "forbidden"].includes(error.problem.code);
}

async function keepMark(
  context: CommandContext,
  connection: Connection,
  posts: readonly Post[],
): Promise<void> {
  const owner = await getMarkOwner(connection, posts[0]!);
  try {
    await openMarks(context).keep(owner, posts.map(({ id }) => id).toSorted().at(-1)!);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.sayFailure(
      "These posts come again the next time: this token may not mark them as seen, and this " +
        `device cannot keep that it has shown them. ${error.message}`,
    );
  }
}

/** The marks of this device, beside its config file. */
function openMarks({ store, terminal, holdSignals }: CommandContext): SeenMarks {
  return openSeenMarks({ getFolder: store.getFolder, warn: terminal.say, holdSignals });
}

/** Marks are kept by account, so that another token of it goes on where the last one was. */
async function getMarkOwner(
  { identity: { server, session }, client }: Connection,
  { family_id }: Post,
) {
  return { server, family_id, account_id: session?.account_id ?? (await client.getProfile({})).id };
}
