import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { viewFamilies } from "../views.ts";

/** `circle family list` */
export function declareList(open: Open) {
  return new Command("list")
    .description("list your families")
    .addHelpText("after", examples("circle family list", "circle family list --json"))
    .action((_options, command) => run(open(command)));
}

async function run({ connect, show }: Invocation): Promise<void> {
  const { client } = await connect();
  show(await client.listFamilies({}), viewFamilies);
}
