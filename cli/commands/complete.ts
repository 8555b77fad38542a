import { escapeControl } from "../terminal/escape_control.ts";
import type { CommandUnknownOpts } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { describeDevice } from "./describe_device.ts";
import { resolveFamily } from "./resolve_family.ts";
import { listNewestPosts, summarizePost } from "./resolve_post.ts";

/** What completion needs to ask a server. */
interface CompletionDeps {
  readonly program: CommandUnknownOpts;
  /** Opens a context with the options that were typed. */
  readonly open: (
    options: { readonly server?: string; readonly family?: string },
  ) => CommandContext;
}

/**
 * Lists what could replace the last word, for the scripts of `circle completions`: one candidate a
 * line, with a tab between the word and its meaning.
 */
export async function complete(
  { program, open }: CompletionDeps,
  words: readonly string[],
): Promise<string[]> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const { command, used } = findCommand(program, before);
  const option = findValuedOption(command, before.at(-1));
  const argument = option ? undefined : findArgument(command, used);
  const candidates: Candidate[] = option
    ? [
      ...listChoices(option),
      ...await lookUp(option.attributeName(), command, () => open(readOptions(before))),
    ]
    : typed.startsWith("-")
    ? listOptions(command).map(({ long = "", description }) => ({
      word: long,
      meaning: description,
    }))
    : [
      ...listCommands(command),
      ...argument ? listChoices(argument) : [],
      ...argument ? await lookUp(argument.name(), command, () => open(readOptions(before))) : [],
    ];
  return candidates
    .filter(({ word, name = "" }) =>
      word.startsWith(typed) || name.toLowerCase().startsWith(typed.toLowerCase()) && typed !== ""
    )
    .map(({ word, meaning }) => `${word}\t${escapeControl(meaning)}`);
}

interface Candidate {
  readonly word: string;
  readonly meaning: string;
  /** Another prefix that matches it. */
  readonly name?: string;
}

/** Finds the innermost command that words name, and how many of its arguments are given. */
function findCommand(
  program: CommandUnknownOpts,
  words: readonly string[],
): { readonly command: CommandUnknownOpts; readonly used: number } {
  return words.reduce(({ command, used }, word, at) => {
    if (word.startsWith("-") || findValuedOption(command, words[at - 1])) return { command, used };
    const child = command.commands.find((child) => child.name() === word);
    return child ? { command: child, used: 0 } : { command, used: used + 1 };
  }, { command: program, used: 0 });
}

function findArgument(command: CommandUnknownOpts, used: number) {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  return declared[used] ?? (last?.variadic ? last : undefined);
}

/** Finds the option that a word is, if a value has to follow. */
function findValuedOption(command: CommandUnknownOpts, word: string | undefined) {
  return listOptions(command).find(({ long, required }) => required && long === word);
}

/** Lists the options of a command and those that every command understands. */
function listOptions(command: CommandUnknownOpts) {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

function listCommands(command: CommandUnknownOpts): Candidate[] {
  return command.commands.map((child) => ({ word: child.name(), meaning: child.description() }));
}

function listChoices(
  { argChoices = [], description }: {
    readonly argChoices?: readonly string[];
    readonly description: string;
  },
): Candidate[] {
  return argChoices.map((word) => ({ word, meaning: description }));
}

function readOptions(words: readonly string[]) {
  const valueOf = (option: string) => words[words.indexOf(option) + 1];
  return {
    server: words.includes("--server") ? valueOf("--server") : undefined,
    family: words.includes("--family") ? valueOf("--family") : undefined,
  };
}

/** Asks the server, or the config file, what a value could be; nothing if that fails. */
async function lookUp(
  value: string,
  command: CommandUnknownOpts,
  open: () => CommandContext,
): Promise<Candidate[]> {
  const key = value === "id" ? `${command.parent?.name()} id` : value;
  const list = Object.hasOwn(LOOKUPS, key) ? LOOKUPS[key] : undefined;
  if (!list) return [];
  try {
    return (await list(open())).filter(({ word }) => SAFE_WORD.test(word));
  } catch {
    return []; // not logged in, or no server
  }
}

/** A word that no shell needs quotes for. */
const SAFE_WORD = /^\w[\w.@+-]*$/;

const LOOKUPS: Readonly<
  Record<string, (context: CommandContext) => Candidate[] | Promise<Candidate[]>>
> = {
  method: () =>
    ["GET", "POST", "PUT", "PATCH", "DELETE"].map((word) => ({ word, meaning: "method" })),
  account: async ({ store }) =>
    (await store.load()).map(({ email, server }) => ({ word: email, meaning: server })),
  family: async ({ connect }) => {
    const { client } = await connect();
    return (await client.listFamilies({})).map(named);
  },
  member: async (context) => {
    const connection = await context.connect();
    const { id: family_id } = await resolveFamily(context, connection);
    const members = await connection.client.listMembers({ params: { family_id } });
    return members.map(({ id, name, email }) => ({
      word: email !== null && SAFE_WORD.test(email) ? email : id,
      meaning: name,
      name,
    }));
  },
  person: async (context) => {
    const connection = await context.connect();
    const { id: family_id } = await resolveFamily(context, connection);
    return (await connection.client.listPeople({ params: { family_id } })).map(named);
  },
  post: async (context) => {
    const posts = await listNewestPosts(context);
    return posts.map(({ id, text, author }) => {
      const words = summarizePost(text) || author.name; // a post may be photos alone
      return { word: id, meaning: words, name: words };
    });
  },
  photo: async (context) => {
    const posts = (await listNewestPosts(context)).filter(({ photos }) => photos.length > 0);
    return posts.flatMap(({ photos, text, author }) =>
      photos.map(({ id, caption }) => {
        const words = caption ?? (summarizePost(text) || author.name);
        return { word: id, meaning: words, name: words };
      })
    );
  },
  "feed id": async (context) => {
    const connection = await context.connect();
    const { id: family_id } = await resolveFamily(context, connection);
    return (await connection.client.listFeeds({ params: { family_id } })).map(named);
  },
  "invite id": async (context) => {
    const connection = await context.connect();
    const { id: family_id } = await resolveFamily(context, connection);
    const invites = await connection.client.listInvites({ params: { family_id } });
    return invites.map(({ id, role, note }) => ({ word: id, meaning: note ?? `as ${role}` }));
  },
  "session id": async ({ connect }) => {
    const { client } = await connect();
    return (await client.listSessions({})).map(({ id, device }) => ({
      word: id,
      meaning: describeDevice(device),
    }));
  },
  "token id": async ({ connect }) => {
    const { client } = await connect();
    return (await client.listTokens({})).map(named);
  },
};

function named({ id, name }: { readonly id: string; readonly name: string }): Candidate {
  return { word: id, meaning: name, name };
}
