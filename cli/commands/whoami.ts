import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { findChosenFamily } from "./resolve_family.ts";
import {
  describeNewDevice,
  describeNewPasskey,
  describePendingReset,
  viewFamilies,
} from "./views.ts";

/** `circle whoami` */
export function declareWhoami(open: OpenContext) {
  return new Command("whoami")
    .description("show who you are, where, and in which families")
    .addHelpText("after", examples("circle whoami", "circle whoami --json"))
    .action((_options, command) => showIdentity(open(command)));
}

async function showIdentity(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const profile = await connection.client.getProfile({});
  const { name, email, families } = profile;
  if (profile.pending_reset) context.terminal.say(describePendingReset(profile.pending_reset));
  for (const device of profile.new_devices ?? []) context.terminal.say(describeNewDevice(device));
  for (const passkey of profile.new_passkeys ?? []) {
    context.terminal.say(describeNewPasskey(passkey, connection.identity.server));
  }
  const chosen = await findChosenFamily(context, connection, families);
  context.show(profile, () => [
    `${name} <${email}> at ${connection.identity.server}`,
    viewFamilies(families, chosen?.id),
  ]);
}
