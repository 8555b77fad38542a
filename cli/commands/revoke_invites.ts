import type { Client } from "../../shared/client.ts";
import { ProblemError } from "../../shared/client_errors.ts";
import type { Family } from "../../shared/contract/families.ts";
import type { Invite } from "../../shared/contract/invites.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { CommandContext } from "./context.ts";
import { viewInvites } from "./views.ts";

/** A member who was just removed, and how to ask. */
interface Removal {
  readonly family: Family;
  readonly name: string;
  /** Revokes without asking. */
  readonly isRevoking?: boolean;
  /** Asks nothing. */
  readonly isConfirmed?: boolean;
}

/**
 * Lists the open invites that a removed member may know, and revokes them after a yes: their old
 * account cannot use them any more, but a new account could.
 */
export async function offerToRevokeInvites(
  { terminal, options, sayView }: CommandContext,
  client: Client,
  { family, name, isRevoking = false, isConfirmed = false }: Removal,
): Promise<void> {
  const params = { family_id: family.id };
  const open = await listRevocable(client, family);
  if (open.length === 0) return;
  terminal.say(
    `These invites are still open. If ${
      escapeControl(name)
    } knows one, it lets them register again:`,
  );
  sayView(viewInvites(open));
  const canAsk = options.input && terminal.canAsk && !isConfirmed;
  if (!isRevoking && !canAsk) {
    terminal.say("To revoke one: circle invite revoke ID");
    return;
  }
  const isAgreed = isRevoking ||
    /^y(es)?$/i.test((await terminal.ask("Revoke all of these invites? (yes or no) ")).trim());
  if (!isAgreed) return;
  for (const { id } of open) await client.revokeInvite({ params: { ...params, invite_id: id } });
  terminal.say(open.length === 1 ? "Invite revoked." : `${open.length} invites revoked.`);
}

/** The open invites that the caller may revoke; none if the caller removed themselves. */
async function listRevocable(client: Client, { id, role: own }: Family): Promise<Invite[]> {
  try {
    const invites = await client.listInvites({ params: { family_id: id } });
    return invites.filter(({ role }) => own === "owner" || role !== "owner");
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
