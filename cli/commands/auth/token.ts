import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";

/** `circle auth token` */
export function declareToken(open: Open) {
  return new Command("token")
    .description("print the token, for another program: whoever has it is you")
    .addHelpText(
      "after",
      examples(
        'curl -H "Authorization: Bearer $(circle auth token)" http://127.0.0.1:8000/profile',
      ),
    )
    .action((_options, command) => run(open(command)));
}

async function run({ connect, terminal }: Invocation): Promise<void> {
  const { getToken } = await connect();
  terminal.print(await getToken());
}
