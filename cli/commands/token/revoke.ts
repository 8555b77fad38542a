import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { matchOne } from "../match.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle token revoke` */
export function declareRevoke(open: Open) {
  return new Command("revoke")
    .description("revoke a script token: it is refused at once")
    .argument("<id>", "the id or the name of the token, or how one begins")
    .addHelpText("after", examples("circle token list", 'circle token revoke "photo wall"'))
    .action((id, _options, command) => run(open(command), id));
}

async function run({ connect, terminal }: Invocation, text: string): Promise<void> {
  const { client } = await connect();
  const tokens = await client.listTokens({});
  const token = matchOne(
    tokens.map((item) => ({
      item,
      names: [item.id, item.name],
      label: `${item.name} (${item.id})`,
    })),
    { text, kind: "script token" },
  );
  await client.revokeToken({ params: { token_id: token.id } });
  terminal.say(`The token ${visible(token.name)} is revoked.`);
}
