import type { InvitePreview } from "../../shared/contract/invites.ts";
import { readInviteCode } from "../../shared/invite_link.ts";
import { assertSavedSessionsUsed } from "../session/identity.ts";
import { toCliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { ask, type PromptField, sendForm } from "./ask.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { withInviteServer } from "./invite_server.ts";
import { EMAIL_QUESTION, logInAndSave, tellNewAddress } from "./save_login.ts";
import { getNewPassword, type PasswordOptions } from "./ask_password.ts";
import { viewProfile } from "./views.ts";

/** `circle register` */
export function declareRegister(open: OpenContext) {
  return new Command("register")
    .description("make an account, with a family of its own, and log in")
    .option("--email <email>", "your email")
    .option("--name <name>", "your name, as the family sees it")
    .option(
      "--invite <code>",
      "join the family of this invite, by its code or link, instead of getting one of your own",
    )
    .option("--password-stdin", "read the password from standard input")
    .addHelpText(
      "after",
      examples(
        "circle register",
        "circle register --invite https://circle.example.org/join#K7QF9XWMP34TVHBC2D",
        "circle register --server circle.example.org --invite K7Q-F9X-WMP-34T-VHB-C2D",
        "circle register --email anna@example.org --name Anna --password-stdin < pw.txt",
      ),
    )
    .action((options, command) =>
      register(withInviteServer(open(command), options.invite ?? ""), {
        ...options,
        invite: options.invite && readInviteCode(options.invite),
      })
    );
}

interface RegisterOptions extends PasswordOptions {
  readonly email?: string;
  readonly name?: string;
  readonly invite?: string;
}

async function register(context: CommandContext, options: RegisterOptions): Promise<void> {
  const { terminal, show, env, store } = context;
  assertSavedSessionsUsed(env);
  const connection = await context.connect();
  const { client, identity: { server } } = connection;
  await store.assertWritable();
  if (options.invite !== undefined) {
    terminal.say(describeInvite(await client.previewInvite({ body: { code: options.invite } })));
  }
  const form = {
    email: await getField(options.email, () => ask(context, undefined, EMAIL_QUESTION)),
    name: await getField(
      options.name,
      () => ask(context, undefined, { flag: "--name", question: "Your name: " }),
    ),
    password: await getNewPassword(context, options),
    invite: getInvite(context, connection, options.invite),
  };
  const { profile, password } = await sendForm(context, form, async (values) => {
    const body = { ...values as { email: string; name: string; password: string } };
    return { profile: await client.register({ body }), password: body.password };
  });
  await logInAndSave(context, connection, { email: profile.email, password });
  terminal.say(
    `Welcome, ${escapeControl(profile.name)}. You are logged in to ${server}.`,
  );
  await tellNewAddress(context);
  show(profile, viewProfile);
}

/** A field that is asked for again only if its flag was left out. */
async function getField(
  given: string | undefined,
  askAgain: () => Promise<string>,
): Promise<PromptField> {
  return given === undefined ? { value: await askAgain(), askAgain } : { value: given };
}

/** Asks for an invite only if the server needs one. */
function getInvite(
  context: CommandContext,
  { client }: Connection,
  given: string | undefined,
): PromptField {
  const { options, terminal } = context;
  if (given !== undefined || !options.input || !terminal.canAsk) return { value: given };
  const check = async (code: string) => {
    try {
      terminal.say(
        describeInvite(await client.previewInvite({ body: { code: readInviteCode(code) } })),
      );
    } catch (error) {
      const { kind, message } = toCliError(error);
      if (kind !== "not_found" && kind !== "refused") throw error;
      return `${message} Try again.`;
    }
  };
  const question = { flag: "--invite", question: "Invite code: ", check };
  return {
    value: undefined,
    askAgain: () => ask(context, undefined, question),
    problems: ["registration_closed"],
  };
}

/** Describes the family and role of an invite. */
function describeInvite({ family, role, invited_by }: InvitePreview): string {
  const inviter = invited_by === null ? "" : `, by ${escapeControl(invited_by)}`;
  return `You are invited to ${escapeControl(family)} as ${escapeControl(role)}${inviter}.`;
}
