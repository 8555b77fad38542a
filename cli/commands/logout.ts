import { ProblemError } from "../../shared/client.ts";
import { Command, examples, type Open } from "../command.ts";
import { Failure } from "../failure.ts";
import type { Invocation } from "../invocation.ts";
import { withoutSession } from "../saved_sessions.ts";

/** `circle logout` */
export function declareLogout(open: Open) {
  return new Command("logout")
    .description("end the session of this device, at the server and in the config file")
    .addHelpText(
      "after",
      examples("circle logout", "circle logout --server https://circle.example.org"),
    )
    .action((_options, command) => run(open(command)));
}

async function run({ connect, store, terminal }: Invocation): Promise<void> {
  const { identity: { server, source, session }, client } = await connect();
  if (!source) throw new Failure("signed_out", `You are not logged in to ${server}.`);
  try {
    await client.logout({});
  } catch (error) {
    // A session that the server has ended already only has to be forgotten here.
    const hasEnded = error instanceof ProblemError && error.problem.status === 401 ||
      error instanceof Failure && error.kind === "signed_out";
    if (!hasEnded) throw error;
  }
  if (session) await store.update((sessions) => withoutSession(sessions, session));
  terminal.say(`You are logged out of ${server}.`);
}
