import { Role } from "../../shared/contract/fields.ts";
import { formatServerFlags } from "../session/server_address.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { resolveFamily, resolveMember } from "./resolve_family.ts";
import { Argument, Command, examples, group, type OpenContext } from "./command.ts";
import { confirm } from "./ask.ts";
import type { CommandContext } from "./context.ts";
import { describeReach, findPublicUrl } from "./public_url.ts";
import { offerToRevokeInvites } from "./revoke_invites.ts";
import { showOnce } from "./show_once.ts";
import { viewMembers } from "./views.ts";

/** `circle member` */
export function declareMember(open: OpenContext) {
  return group("member", "one member of the family", [
    declareRole(open),
    declareRemove(open),
    declareReset(open),
  ]);
}

function declareRole(open: OpenContext) {
  return new Command("role")
    .description("change the role of a member")
    .argument("<member>", "the member: id, name or email, or the beginning of one")
    .addArgument(new Argument("<role>", "the role to give").choices(Role.enum))
    .option("--yes", "do not ask before making an owner")
    .addHelpText(
      "after",
      examples("circle member role ben admin", "circle member role ben@example.org owner"),
    )
    .action((member, role, options, command) =>
      changeRole(open(command), { member, role, ...options })
    );
}

async function changeRole(
  context: CommandContext,
  { member, role, yes }: { readonly member: string; readonly role: Role; readonly yes?: true },
): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const { id: family_id, name: family } = await resolveFamily(context, connection);
  const { id: account_id, name } = await resolveMember(client, family_id, member);
  if (role === "owner") {
    await confirm(
      context,
      `Make ${escapeControl(name)} an owner of ${escapeControl(family)}? ` +
        "An owner may do everything: also remove you, and delete the family.",
      yes,
    );
  }
  const changed = await client.setMemberRole({ params: { family_id, account_id }, body: { role } });
  context.terminal.say(`${escapeControl(changed.name)} is now ${escapeControl(changed.role)}.`);
  context.show(changed, (one) => viewMembers([one]));
}

function declareRemove(open: OpenContext) {
  return new Command("remove")
    .description("remove a member from the family")
    .argument("<member>", "the member: id, name or email, or the beginning of one")
    .option("--yes", "do not ask")
    .option("--revoke-invites", "also revoke the open invites, which the member may know")
    .addHelpText(
      "after",
      examples(
        "circle member remove ben",
        "circle member remove ben@example.org --revoke-invites --yes",
      ),
    )
    .action((member, options, command) => removeMember(open(command), member, options));
}

async function removeMember(
  context: CommandContext,
  text: string,
  { yes, revokeInvites }: { readonly yes?: true; readonly revokeInvites?: true },
): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const family = await resolveFamily(context, connection);
  const member = await resolveMember(client, family.id, text);
  await confirm(
    context,
    `Remove ${escapeControl(member.name)} from ${escapeControl(family.name)}?`,
    yes,
  );
  await client.removeMember({ params: { family_id: family.id, account_id: member.id } });
  context.terminal.say(
    `${escapeControl(member.name)} is no longer in ${escapeControl(family.name)}.`,
  );
  await offerToRevokeInvites(context, client, {
    family,
    name: member.name,
    isRevoking: revokeInvites,
    isConfirmed: yes,
  });
}

function declareReset(open: OpenContext) {
  return new Command("reset")
    .description("make a reset code for a member who forgot the password")
    .argument("<member>", "the member: id, name or email, or the beginning of one")
    .option("--yes", "do not ask")
    .addHelpText("after", examples("circle member reset grandma"))
    .action((member, options, command) => createResetCode(open(command), member, options));
}

/** Milliseconds by which the clocks of server and device may differ. */
const MINUTE = 60 * 1000;

async function createResetCode(
  context: CommandContext,
  text: string,
  { yes }: { readonly yes?: true },
): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const { id: family_id } = await resolveFamily(context, connection);
  const member = await resolveMember(client, family_id, text);
  await confirm(
    context,
    `Make a code that resets the password of ${escapeControl(member.name)}?`,
    yes,
  );
  const publicUrl = await findPublicUrl(connection);
  const reset = await client.createResetCode({ params: { family_id, account_id: member.id } });
  const name = escapeControl(member.name);
  const isDelayed = Date.parse(reset.works_from) > context.layout.now.getTime() + MINUTE;
  await showOnce(context, reset, {
    secretOf: ({ code }) => code,
    factsOf: ({ works_from, expires_at }) => ({
      "For": member.name,
      ...isDelayed && { "From": { time: works_from } },
      "Until": { time: expires_at },
    }),
    advice: [
      ...isDelayed ? [`It works a day from now, and until then ${name} can cancel it.`] : [],
      `Tell it only to ${name}; it is not shown again. On a phone they open`,
      `  ${publicUrl}/reset`,
      "and at a terminal they run",
      `  circle password reset ${formatServerFlags(publicUrl)}`,
      "Once it is used, every device and script of theirs is logged out.",
      ...describeReach(publicUrl),
    ].join("\n"),
    revoke: () => Promise.reject(), // there is no endpoint for that
    howToRevoke: `making another code for ${name} replaces it.`,
  });
}
