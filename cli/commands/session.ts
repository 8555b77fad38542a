import type { Client } from "../../shared/client.ts";
import type { Session } from "../../shared/contract/sessions.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Table } from "../terminal/table.ts";
import { Command, examples, group, type OpenContext, yesToNothing } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { describeDevice } from "./describe_device.ts";
import { resolveName } from "./resolve_name.ts";

/** `circle session` */
export function declareSession(open: OpenContext) {
  return group("session", "where you are logged in", [
    declareList(open),
    declareKeep(open),
    declareRevoke(open),
  ]);
}

function declareList(open: OpenContext) {
  return new Command("list")
    .description("list where you are logged in, newest first")
    .addHelpText("after", examples("circle session list", "circle session list --json"))
    .action((_options, command) => listSessions(open(command)));
}

async function listSessions({ connect, options, show, terminal }: CommandContext): Promise<void> {
  const { client } = await connect();
  show(await client.listSessions({}), viewSessions);
  if (options.json) return;
  const { length } = await client.listTokens({});
  if (length > 0) terminal.say(`${describeCount(length)} for you, too: circle token list`);
}

function describeCount(tokens: number): string {
  return tokens === 1 ? "One script token acts" : `${tokens} script tokens act`;
}

function viewSessions(sessions: readonly Session[]): Table {
  return {
    columns: ["ID", "DEVICE", "ADDRESS", "SINCE", "LAST USED", "SIGNED IN BY"],
    spare: "SINCE",
    wrapped: ["DEVICE"],
    rows: sessions.map((session) => [
      session.id,
      `${session.current ? "(this one) " : ""}${describeDevice(session.device)}`,
      session.address,
      { time: session.created_at },
      { time: session.last_used_at },
      describeOrigin(session),
    ]),
  };
}

function describeOrigin({ via, approved_by }: Session): string {
  if (via === "approval") return `approval by ${describeDevice(approved_by ?? "")}`;
  if (via === "passkey") return "passkey";
  return via === "recovery" ? "a password set by a reset code" : "password";
}

function declareKeep(open: OpenContext) {
  return new Command("keep")
    .description("say that a new device, which another one has signed in, is yours")
    .argument("<id>", "the id of the session, or its beginning")
    .addHelpText("after", examples("circle whoami", "circle session keep 019aa5c3-2f6e-7cc4"))
    .action((id, _options, command) => keepSession(open(command), id));
}

async function keepSession({ connect, terminal }: CommandContext, text: string): Promise<void> {
  const { client } = await connect();
  const session = await resolveOwnSession(client, text);
  await client.keepSession({ params: { session_id: session.id } });
  terminal.say(`${escapeControl(describeDevice(session.device))} is yours.`);
}

async function resolveOwnSession(client: Client, text: string): Promise<Session> {
  const sessions = await client.listSessions({});
  return resolveName(
    sessions.map((item) => ({
      item,
      names: [item.id],
      label: `${item.id} ${describeDevice(item.device)}`,
    })),
    { text, kind: "session" },
  );
}

function declareRevoke(open: OpenContext) {
  return new Command("revoke")
    .description("end one of your sessions: that device is logged out at once")
    .argument("<id>", "the id of the session, or its beginning")
    .addOption(yesToNothing())
    .addHelpText(
      "after",
      examples("circle session list", "circle session revoke 019aa5c3-2f6e-7cc4"),
    )
    .action((id, _options, command) => revokeSession(open(command), id));
}

async function revokeSession({ connect, terminal }: CommandContext, text: string): Promise<void> {
  const { client } = await connect();
  const session = await resolveOwnSession(client, text);
  await client.endSession({ params: { session_id: session.id } });
  const whose = session.current ? "this device" : escapeControl(describeDevice(session.device));
  terminal.say(`The session of ${whose} has ended.`);
}
