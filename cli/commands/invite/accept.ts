import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewFamilies } from "../views.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle invite accept` */
export function declareAccept(open: Open) {
  return new Command("accept")
    .description("join a family by an invite, with the account you have")
    .argument("<code...>", "the code: case, spaces and dashes do not matter")
    .addHelpText("after", examples("circle invite accept K7Q-F9X-WMP-34T-VHB-C2D"))
    .action((parts, _options, command) => run(open(command), parts.join(" ")));
}

async function run({ connect, terminal, show }: Invocation, code: string): Promise<void> {
  const { client } = await connect();
  const family = await client.acceptInvite({ body: { code } });
  terminal.say(`Welcome to ${visible(family.name)}. You are its ${visible(family.role)}.`);
  show(family, (joined) => viewFamilies([joined]));
}
