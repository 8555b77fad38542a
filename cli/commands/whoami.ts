import { Command, examples, type Open } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { viewFamilies } from "./views.ts";

/** `circle whoami` */
export function declareWhoami(open: Open) {
  return new Command("whoami")
    .description("show who you are, where, and in which families")
    .addHelpText("after", examples("circle whoami", "circle whoami --json"))
    .action((_options, command) => run(open(command)));
}

async function run({ connect, show }: CommandContext): Promise<void> {
  const { identity, client } = await connect();
  show(await client.getProfile({}), ({ name, email, families }) => [
    `${name} <${email}> at ${identity.server}`,
    viewFamilies(families),
  ]);
}
