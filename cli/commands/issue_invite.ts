import type { Role } from "../../shared/contract/fields.ts";
import type { NewInvite } from "../../shared/contract/invites.ts";
import type { Person } from "../../shared/contract/people.ts";
import { formatInviteLink } from "../../shared/invite_link.ts";
import { formatServerFlags } from "../session/server_address.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Cell } from "../terminal/cell.ts";
import { drawQrCode } from "../terminal/qr_code.ts";
import type { CommandContext } from "./context.ts";
import { describeReach, findPublicUrl } from "./public_url.ts";
import { resolveFamily } from "./resolve_family.ts";
import { showOnce } from "./show_once.ts";

interface CreateInviteOptions {
  readonly role?: Role;
  readonly expires?: number;
  readonly uses?: number;
  readonly note?: string;
  readonly qr?: true;
  /** The person of the family that the joining account becomes. */
  readonly person?: Pick<Person, "id" | "name">;
}

/** Makes an invite and shows its code, once. */
export async function issueInvite(
  context: CommandContext,
  { role, expires, uses, note, qr, person }: CreateInviteOptions,
): Promise<void> {
  const connection = await context.connect();
  const family = await resolveFamily(context, connection);
  const publicUrl = await findPublicUrl(connection);
  const invite = await connection.client.createInvite({
    params: { family_id: family.id },
    body: { role, expires_in_days: expires, max_uses: uses, note, person: person?.id },
  });
  const link = formatInviteLink(publicUrl, escapeControl(invite.code));
  const { hasColor } = context.terminal.output;
  await showOnce(context, invite, {
    secretOf: ({ code }) => code,
    factsOf: (made) => describeInvite(made, family.name),
    advice: describeUse(publicUrl, { link, code: escapeControl(invite.code) }),
    revoke: () =>
      connection.client.revokeInvite({ params: { family_id: family.id, invite_id: invite.id } }),
    howToRevoke: `circle invite revoke ${invite.id}`,
    draw: qr && !context.options.json ? () => drawQrCode(link, hasColor) : undefined,
  });
}

/** How the invited person uses the invite, and what may prevent that. */
function describeUse(
  publicUrl: string,
  { link, code }: { readonly link: string; readonly code: string },
): string {
  return [
    "Anyone with this link may join; it is not shown again. On a phone they open",
    `  ${link}`,
    "and at a terminal they run",
    `  circle register ${formatServerFlags(publicUrl)} --invite ${code}`,
    `or, with an account: circle invite accept ${code}`,
    ...describeReach(publicUrl),
  ].join("\n");
}

function describeInvite(
  { role, max_uses, note, person, expires_at }: NewInvite,
  family: string,
): Record<string, Cell> {
  return {
    "Into": family,
    ...(person !== null && { "As": person.name }),
    "Role": role,
    "Uses": String(max_uses),
    "Until": { time: expires_at },
    ...(note !== null && { "Note": note }),
  };
}
