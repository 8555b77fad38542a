import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewProfile } from "../views.ts";

/** `circle profile show` */
export function declareShow(open: Open) {
  return new Command("show")
    .description("show all that your account says of you")
    .addHelpText("after", examples("circle profile show", "circle profile show --json"))
    .action((_options, command) => run(open(command)));
}

async function run({ connect, show }: Invocation): Promise<void> {
  const { client } = await connect();
  show(await client.getProfile({}), viewProfile);
}
