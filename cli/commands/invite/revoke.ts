import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { matchOne } from "../match.ts";

/** `circle invite revoke` */
export function declareRevoke(open: Open) {
  return new Command("revoke")
    .description("take an invite back")
    .argument("<id>", "the id of the invite, or how it begins")
    .addHelpText("after", examples("circle invite list", "circle invite revoke 019aa5c3-2f6e"))
    .action((id, _options, command) => run(open(command), id));
}

async function run(invocation: Invocation, text: string): Promise<void> {
  const connection = await invocation.connect();
  const { client } = connection;
  const { id: family_id } = await chooseFamily(invocation, connection);
  const invites = await client.listInvites({ params: { family_id } });
  const invite = matchOne(
    invites.map((item) => ({ item, names: [item.id], label: `${item.id} ${item.note ?? ""}` })),
    { text, kind: "invite" },
  );
  await client.revokeInvite({ params: { family_id, invite_id: invite.id } });
  invocation.terminal.say("The invite no longer holds.");
}
