import { Role } from "../../../shared/contract/fields.ts";
import type { NewInvite } from "../../../shared/contract/invites.ts";
import { chooseFamily } from "../../choose_family.ts";
import { Command, examples, type Open, Option } from "../../command.ts";
import { parseCount, parseDays } from "../../durations.ts";
import type { Invocation } from "../../invocation.ts";
import type { View } from "../../output.ts";
import { formatMoment } from "../../views.ts";
import { visible } from "../../visible.ts";

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
  invocation.show(invite, viewNewInvite);
  if (qr && !invocation.options.json) invocation.terminal.print(`\n${await drawQr(invite.code)}`);
  invocation.terminal.say(
    `\nWhoever has this code joins ${visible(family.name)}; it is not shown again. They run:\n` +
      `  circle register --server ${connection.identity.server} --invite ${code}\n` +
      `or, with an account: circle invite accept ${code}`,
  );
}

function viewNewInvite({ code, role, max_uses, note, expires_at }: NewInvite): View {
  return {
    facts: {
      "Code": code,
      "Role": role,
      "Uses": String(max_uses),
      "Until": formatMoment(expires_at),
      ...(note !== null && { "Note": note }),
    },
  };
}

/** Loaded only here, since hardly any run draws one. */
async function drawQr(code: string): Promise<string> {
  const { renderUnicodeCompact } = await import("uqr");
  return renderUnicodeCompact(code, { border: 2 });
}
