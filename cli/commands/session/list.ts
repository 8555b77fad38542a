import type { Session } from "../../../shared/contract/sessions.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import type { Table } from "../../terminal/output.ts";
import { formatMoment } from "../views.ts";

/** `circle session list` */
export function declareList(open: Open) {
  return new Command("list")
    .description("list where you are logged in, the newest first")
    .addHelpText("after", examples("circle session list", "circle session list --json"))
    .action((_options, command) => run(open(command)));
}

async function run({ connect, show }: Invocation): Promise<void> {
  const { client } = await connect();
  show(await client.listSessions({}), viewSessions);
}

function viewSessions(sessions: readonly Session[]): Table {
  return {
    columns: ["ID", "DEVICE", "ADDRESS", "SINCE", "LAST USED"],
    rows: sessions.map(({ id, device, address, created_at, last_used_at, current }) => [
      id,
      current ? `${device} (this one)` : device,
      address,
      formatMoment(created_at),
      formatMoment(last_used_at),
    ]),
  };
}
