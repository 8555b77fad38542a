import { ProblemError } from "../../shared/client_errors.ts";
import type { Profile } from "../../shared/contract/accounts.ts";
import type { NewSignInRequest } from "../../shared/contract/sign_in_requests.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { drawQrCode } from "../terminal/qr_code.ts";
import { wrapMessage } from "../terminal/wrap_message.ts";
import { assertCanAsk, confirm } from "./ask.ts";
import type { CommandContext, Connection } from "./context.ts";
import { describeReach } from "./public_url.ts";
import { saveTokens } from "./save_login.ts";

/** Logs in by approval from another device, once the person has confirmed whose account it is. */
export async function logInWithDevice(
  context: CommandContext,
  connection: Connection,
  { yes }: { readonly yes?: true },
): Promise<Profile> {
  if (!yes) assertCanAsk(context, "--yes"); // now, and not after minutes
  const { client } = connection;
  const request = await client.createSignInRequest({});
  await showRequest(context, request);
  const name = await waitForApproval(connection, request);
  await confirm(context, `You will be ${escapeControl(name)}. Go on?`, yes);
  const { secret } = request;
  return await saveTokens(
    context,
    connection,
    () => client.finishSignInRequest({ body: { secret } }),
  );
}

/**
 * The code is data, unless standard output is wanted for JSON. On a screen the picture comes first:
 * below the code it would push it out of sight.
 */
async function showRequest(
  { options, terminal }: CommandContext,
  { code, link }: NewSignInRequest,
): Promise<void> {
  const { output, messageWidth, isRead, say } = terminal;
  const [show, width] = options.json
    ? [terminal.sayAsIs, messageWidth] as const
    : [terminal.print, output.width] as const;
  const isOnScreen = options.json ? isRead : output.isTerminal;
  const picture = await drawQrCode(link, output.hasColor);
  if (isOnScreen) show(picture);
  const advice = [
    "On a device where you are signed in, point the camera at the picture, or open",
    `  ${escapeControl(link)}`,
    `or run: circle login approve ${escapeControl(code)}`,
    "Read the code to nobody.",
  ];
  show(wrapMessage(advice.join("\n"), width));
  if (!isOnScreen) show(`\n${picture}\n`);
  if (URL.canParse(link)) { for (const line of describeReach(new URL(link).origin)) say(line); }
  say("Waiting for the other device, for ten minutes at most. Ctrl-C ends it.");
}

/** Asks the server until the request is approved; returns whose account it will be. */
async function waitForApproval(
  { client }: Connection,
  { secret, interval, expires_in }: NewSignInRequest,
): Promise<string> {
  for (const deadline = performance.now() + expires_in * 1000;;) {
    await new Promise((resolve) => setTimeout(resolve, interval * 1000));
    try {
      const { account } = await client.pollSignInRequest({ body: { secret } });
      if (account) return account.name;
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error;
    }
  }
}

/** Whether a question failed for a while only: it came too soon, or the network was away. */
function isPassing(error: unknown): boolean {
  return error instanceof CliError && error.kind === "unreachable" ||
    error instanceof ProblemError && error.problem.code === "too_many_requests";
}
