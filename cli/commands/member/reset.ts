import { chooseFamily } from "../choose_family.ts";
import { chooseMember } from "../choose_member.ts";
import { Command, examples, type Open } from "../command.ts";
import { confirm } from "../confirm.ts";
import type { Invocation } from "../invocation.ts";
import { showOnce } from "../show_once.ts";
import { formatMoment } from "../views.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle member reset` */
export function declareReset(open: Open) {
  return new Command("reset")
    .description("make a code with which a member who forgot the password sets a new one")
    .argument("<member>", "the member: id, name or email, or how one begins")
    .option("--yes", "do not ask")
    .addHelpText("after", examples("circle member reset grandma"))
    .action((member, options, command) => run(open(command), member, options));
}

async function run(
  invocation: Invocation,
  text: string,
  { yes }: { readonly yes?: true },
): Promise<void> {
  const connection = await invocation.connect();
  const { client } = connection;
  const { id: family_id } = await chooseFamily(invocation, connection);
  const member = await chooseMember(client, family_id, text);
  await confirm(
    invocation,
    `Make a code that resets the password of ${visible(member.name)}?`,
    yes,
  );
  const reset = await client.createResetCode({ params: { family_id, account_id: member.id } });
  const name = visible(member.name);
  showOnce(invocation, reset, {
    secretOf: ({ code }) => code,
    factsOf: ({ expires_at }) => ({ "For": member.name, "Until": formatMoment(expires_at) }),
    advice: `Tell it to ${name} alone; it is not shown again. They run\n` +
      `  circle password reset --server ${connection.identity.server}\n` +
      "When it is used, every device and script of theirs is logged out.",
  });
}
