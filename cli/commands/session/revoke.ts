import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { matchOne } from "../match.ts";
import { visible } from "../../terminal/escape_control.ts";

/** `circle session revoke` */
export function declareRevoke(open: Open) {
  return new Command("revoke")
    .description("end one of your sessions: that device is logged out at once")
    .argument("<id>", "the id of the session, or how it begins")
    .addHelpText(
      "after",
      examples("circle session list", "circle session revoke 019aa5c3-2f6e-7cc4"),
    )
    .action((id, _options, command) => run(open(command), id));
}

async function run({ connect, terminal }: Invocation, text: string): Promise<void> {
  const { client } = await connect();
  const sessions = await client.listSessions({});
  const session = matchOne(
    sessions.map((item) => ({ item, names: [item.id], label: `${item.id} ${item.device}` })),
    { text, kind: "session" },
  );
  await client.endSession({ params: { session_id: session.id } });
  const whose = session.current ? "this device" : visible(session.device);
  terminal.say(`The session of ${whose} has ended.`);
}
