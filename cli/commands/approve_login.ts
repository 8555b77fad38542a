import type { SignInPreview } from "../../shared/contract/sign_in_requests.ts";
import { readInviteCode } from "../../shared/invite_link.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { View } from "../terminal/output.ts";
import { ask, assertCanAsk } from "./ask.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { describeDevice } from "./describe_device.ts";

/** `circle login approve` */
export function declareApprove(open: OpenContext) {
  return new Command("approve")
    .description("sign another device in to your account, by the code that it shows")
    .argument("<code...>", "the code, or the link: case, spaces and dashes do not matter")
    .option("--yes", "do not ask: the device is in your own hands")
    .addHelpText(
      "after",
      examples("circle login approve BDFG-HJKM", "circle login approve BDFG-HJKM --yes --json"),
    )
    // The command above has an option of that name too, and takes it wherever it stands.
    .action((parts, _options, command) =>
      approve(open(command), parts.join(" "), command.optsWithGlobals())
    );
}

async function approve(
  context: CommandContext,
  text: string,
  { yes }: { readonly yes?: true },
): Promise<void> {
  if (!yes) assertCanAsk(context, "--yes");
  const { client } = await context.connect();
  const body = { code: readInviteCode(text) };
  const device = await client.previewSignInRequest({ body });
  context.show(device, viewDevice);
  if (!yes && !await isInOwnHands(context)) {
    await client.refuseSignInRequest({ body });
    throw new CliError("refused", "That device is not signed in, and is told so.");
  }
  await client.approveSignInRequest({ body });
  context.terminal.say(
    "It is approved. The other device shows your name, and asks whether to go on.",
  );
}

async function isInOwnHands(context: CommandContext): Promise<boolean> {
  context.terminal.say(WARNING);
  const answer = await ask(context, undefined, {
    flag: "--yes",
    question: "Is it in your hands, and to be signed in to your account? (yes or no) ",
  });
  return /^y(es)?$/i.test(answer);
}

const WARNING =
  "\nOnly if the other device is in your hands. Anyone who asks you for this on the " +
  "phone, or in a message, is cheating you: that device will see all that you see.";

function viewDevice({ device, address, same_network, created_at }: SignInPreview): View {
  return {
    facts: {
      "Device": describeDevice(device),
      "Address": same_network ? address : `${address}, another network than yours`,
      "Asked": { time: created_at },
    },
  };
}
