import type { Invite } from "../../../shared/contract/invites.ts";
import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import type { Table } from "../../terminal/output.ts";
import { formatMoment } from "../views.ts";

/** `circle invite list` */
export function declareList(open: Open) {
  return new Command("list")
    .description("list the invites that still hold, the newest first")
    .addHelpText("after", examples("circle invite list", "circle invite list --json"))
    .action((_options, command) => run(open(command)));
}

async function run(invocation: Invocation): Promise<void> {
  const connection = await invocation.connect();
  const { id: family_id } = await chooseFamily(invocation, connection);
  invocation.show(await connection.client.listInvites({ params: { family_id } }), viewInvites);
}

function viewInvites(invites: readonly Invite[]): Table {
  return {
    columns: ["ID", "ROLE", "USED", "UNTIL", "BY", "NOTE"],
    rows: invites.map(({ id, role, used, max_uses, expires_at, created_by, note }) => [
      id,
      role,
      `${used} of ${max_uses}`,
      formatMoment(expires_at),
      created_by?.name ?? "somebody who left",
      note ?? "",
    ]),
  };
}
