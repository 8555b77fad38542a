import type { InvitePreview } from "../../../shared/contract/invites.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import type { View } from "../../terminal/output.ts";
import { formatMoment } from "../views.ts";

/** `circle invite show` */
export function declareShow(open: Open) {
  return new Command("show")
    .description("show what an invite promises, before joining")
    .argument("<code...>", "the code: case, spaces and dashes do not matter")
    .addHelpText("after", examples("circle invite show K7Q-F9X-WMP-34T-VHB-C2D"))
    .action((parts, _options, command) => run(open(command), parts.join(" ")));
}

async function run({ connect, show }: Invocation, code: string): Promise<void> {
  const { client } = await connect();
  show(await client.previewInvite({ body: { code } }), viewPreview);
}

function viewPreview({ family, role, invited_by, expires_at }: InvitePreview): View {
  return {
    facts: {
      "Family": family,
      "Role": role,
      "Invited by": invited_by ?? "somebody who left",
      "Until": formatMoment(expires_at),
    },
  };
}
