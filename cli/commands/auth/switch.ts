import { chooseSession, describeSession } from "../choose_session.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import { isSameSession, withSession } from "../../session/saved_sessions.ts";

/** `circle auth switch` */
export function declareSwitch(open: Open) {
  return new Command("switch")
    .description("use another saved session: of another account, or on another server")
    .argument("[account]", "the email of the account, or how it begins")
    .addHelpText("after", examples("circle auth switch", "circle auth switch anna@example.org"))
    .action((account, _options, command) => run(open(command), account));
}

async function run(invocation: Invocation, account: string | undefined): Promise<void> {
  const { store, terminal } = invocation;
  const chosen = await chooseSession(invocation, await store.load(), account);
  await store.update((sessions) =>
    sessions.some((session) => isSameSession(session, chosen))
      ? withSession(sessions, chosen)
      : sessions
  );
  terminal.say(`You now use ${describeSession(chosen)}.`);
}
