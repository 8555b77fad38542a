import { Role } from "../../../shared/contract/fields.ts";
import type { NewInvite } from "../../../shared/contract/invites.ts";
import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open, Option } from "../command.ts";
import { parseCount, parseDays } from "../durations.ts";
import type { Invocation } from "../invocation.ts";
import { drawQrCode } from "../../terminal/qr_code.ts";
import { showOnce } from "../show_once.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { formatMoment } from "../views.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle invite create` */
export function declareCreate(open: Open) {
  return new Command("create")
    .description("make an invite: a code to read out, send, or show as a QR code")
    .addOption(
      new Option("--role <role>", "the role that whoever joins gets (default: member)").choices(
        Role.enum,
      ),
    )
    .addOption(
      new Option("--expires <time>", "how long it holds: 7d, 2w; at most 30d (default: 7d)")
        .argParser(parseDays),
    )
    .addOption(
      new Option("--uses <count>", "how many may join by it (default: 1)").argParser(parseCount),
    )
    .option("--note <note>", "for whom it is")
    .option("--qr", "draw the code for a phone to read")
    .addHelpText(
      "after",
      examples(
        "circle invite create",
        'circle invite create --role admin --expires 2d --note "for Ben"',
        "circle invite create --qr",
      ),
    )
    .action((options, command) => run(open(command), options));
}

interface Options {
  readonly role?: Role;
  readonly expires?: number;
  readonly uses?: number;
  readonly note?: string;
  readonly qr?: true;
}

async function run(
  invocation: Invocation,
  { role, expires, uses, note, qr }: Options,
): Promise<void> {
  const connection = await invocation.connect();
  const family = await chooseFamily(invocation, connection);
  const invite = await connection.client.createInvite({
    params: { family_id: family.id },
    body: { role, expires_in_days: expires, max_uses: uses, note },
  });
  const code = visible(invite.code);
  showOnce(invocation, invite, {
    secretOf: ({ code }) => code,
    factsOf: (made) => describeInvite(made, family.name),
    advice: "Whoever has this code may join; it is not shown again. They run\n" +
      `  circle register --server ${connection.identity.server} --invite ${code}\n` +
      `or, with an account: circle invite accept ${code}`,
  });
  if (qr && !invocation.options.json) await showQrCode(invocation.terminal, invite.code);
}

function describeInvite(
  { role, max_uses, note, expires_at }: NewInvite,
  family: string,
): Record<string, string> {
  return {
    "Into": family,
    "Role": role,
    "Uses": String(max_uses),
    "Until": formatMoment(expires_at),
    ...(note !== null && { "Note": note }),
  };
}

/** Where the code goes into a file, the drawing is left among the words. */
async function showQrCode({ output, print, say }: Terminal, code: string): Promise<void> {
  const show = output.isTerminal ? print : say;
  show(`\n${await drawQrCode(code, output.hasColor)}`);
}
