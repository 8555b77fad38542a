import { Role } from "../../shared/contract/fields.ts";
import type { InvitePreview } from "../../shared/contract/invites.ts";
import { formatInviteLink, readInviteCode } from "../../shared/invite_link.ts";
import { findPublicUrl } from "./public_url.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { View } from "../terminal/output.ts";
import { resolveFamily } from "./resolve_family.ts";
import { Command, examples, group, type OpenContext, Option, yesToNothing } from "./command.ts";
import { parseCount, parseDays } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { connectToInviteServer, withInviteServer } from "./invite_server.ts";
import { issueInvite } from "./issue_invite.ts";
import { resolveName } from "./resolve_name.ts";
import { viewFamilies, viewInvites } from "./views.ts";

/** `circle invite` */
export function declareInvite(open: OpenContext) {
  return group("invite", "invites into the family", [
    declareCreate(open),
    declareList(open),
    declareRevoke(open),
    declareShow(open),
    declareAccept(open),
  ]);
}

function declareCreate(open: OpenContext) {
  return new Command("create")
    .description("make an invite: a link and a code to send, or to show as a picture")
    .addOption(
      new Option("--role <role>", "the role of those who join (default: member)").choices(
        Role.enum,
      ),
    )
    .addOption(
      new Option("--expires <time>", "how long it is valid: 7d, 2w; at most 30d (default: 7d)")
        .argParser(parseDays),
    )
    .addOption(
      new Option("--uses <count>", "how many may join with it (default: 1)").argParser(parseCount),
    )
    .option("--note <note>", "who it is for")
    .option("--qr", "draw the link for a phone to read")
    .addHelpText(
      "after",
      examples(
        "circle invite create",
        'circle invite create --role admin --expires 2d --note "for Ben"',
        "circle invite create --qr",
      ),
    )
    .action((options, command) => issueInvite(open(command), options));
}

function declareList(open: OpenContext) {
  return new Command("list")
    .description("list the open invites, newest first")
    .addHelpText("after", examples("circle invite list", "circle invite list --json"))
    .action((_options, command) => listInvites(open(command)));
}

async function listInvites(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  context.show(await connection.client.listInvites({ params: { family_id } }), viewInvites);
}

function declareRevoke(open: OpenContext) {
  return new Command("revoke")
    .description("revoke an invite")
    .argument("<id>", "the id of the invite, or its beginning")
    .addOption(yesToNothing())
    .addHelpText("after", examples("circle invite list", "circle invite revoke 019aa5c3-2f6e"))
    .action((id, _options, command) => revokeInvite(open(command), id));
}

async function revokeInvite(context: CommandContext, text: string): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const { id: family_id } = await resolveFamily(context, connection);
  const invites = await client.listInvites({ params: { family_id } });
  const invite = resolveName(
    invites.map((item) => ({ item, names: [item.id], label: `${item.id} ${item.note ?? ""}` })),
    { text, kind: "invite" },
  );
  await client.revokeInvite({ params: { family_id, invite_id: invite.id } });
  context.terminal.say("Invite revoked.");
}

function declareShow(open: OpenContext) {
  return new Command("show")
    .description("show where an invite leads, before joining")
    .argument("<code...>", "the code, or the link: case, spaces and dashes do not matter")
    .addHelpText(
      "after",
      examples(
        "circle invite show K7Q-F9X-WMP-34T-VHB-C2D",
        "circle invite show https://circle.example.org/join#K7Q-F9X-WMP-34T-VHB-C2D",
      ),
    )
    .action((parts, _options, command) => showInvite(open(command), parts.join(" ")));
}

async function showInvite(context: CommandContext, text: string): Promise<void> {
  const connection = await withInviteServer(context, text).connect();
  const code = readInviteCode(text);
  const preview = await connection.client.previewInvite({ body: { code } });
  const link = context.options.json ? "" : formatInviteLink(await findPublicUrl(connection), code);
  context.show(preview, (invite) => viewPreview(invite, link));
}

function viewPreview({ family, role, invited_by, expires_at }: InvitePreview, link: string): View {
  return {
    facts: {
      "Family": family,
      "Role": role,
      "Invited by": invited_by ?? "a former member",
      "Until": { time: expires_at },
      "Link": link,
    },
  };
}

function declareAccept(open: OpenContext) {
  return new Command("accept")
    .description("join a family with an invite and your own account")
    .argument("<code...>", "the code, or the link: case, spaces and dashes do not matter")
    .addHelpText(
      "after",
      examples(
        "circle invite accept K7Q-F9X-WMP-34T-VHB-C2D",
        "circle invite accept https://circle.example.org/join#K7Q-F9X-WMP-34T-VHB-C2D",
      ),
    )
    .action((parts, _options, command) => acceptInvite(open(command), parts.join(" ")));
}

async function acceptInvite(context: CommandContext, text: string): Promise<void> {
  const { client } = await connectToInviteServer(context, text);
  const family = await client.acceptInvite({ body: { code: readInviteCode(text) } });
  context.terminal.say(
    `Welcome to ${escapeControl(family.name)}. You are its ${escapeControl(family.role)}.`,
  );
  context.show(family, (joined) => viewFamilies([joined]));
}
