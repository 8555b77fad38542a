import type { NewScriptToken } from "../../../shared/contract/tokens.ts";
import { matchFamily } from "../choose_family.ts";
import { Command, examples, type Open, Option } from "../command.ts";
import { parseDays } from "../durations.ts";
import type { Invocation } from "../invocation.ts";
import { showOnce } from "../show_once.ts";
import { formatMoment } from "../views.ts";

/** `circle token create` */
export function declareCreate(open: Open) {
  return new Command("create")
    .description("make a token for a script or a cron job; --family binds it to one family")
    .argument("<name>", "what it is for")
    .option("--read-only", "it can look, and change nothing")
    .addOption(
      new Option("--expires <time>", "how long it holds: 30d, 12w (default: 90d)").argParser(
        parseDays,
      ),
    )
    .addHelpText(
      "after",
      examples(
        'circle token create "photo wall" --read-only',
        'circle token create backup --family "The Bergs" --expires 30d > token.txt',
      ),
    )
    .action((name, options, command) => run(open(command), name, options));
}

interface Options {
  readonly readOnly?: true;
  readonly expires?: number;
}

async function run(
  invocation: Invocation,
  name: string,
  { readOnly, expires }: Options,
): Promise<void> {
  const { connect, options: { family } } = invocation;
  const { client, identity: { server } } = await connect();
  const bound = family === undefined
    ? undefined
    : matchFamily(await client.listFamilies({}), family);
  const token = await client.createToken({
    body: { name, family: bound?.id, read_only: readOnly, expires_in_days: expires },
  });
  showOnce(invocation, token, {
    secretOf: ({ token }) => token,
    factsOf: (made) => describeToken(made, bound?.name),
    advice:
      "Keep the token now, where only you can read it: it is not shown again. A script runs\n" +
      `  CIRCLE_SERVER=${server} CIRCLE_TOKEN_FILE=token.txt circle family members`,
  });
}

function describeToken(
  { name, read_only, expires_at }: NewScriptToken,
  family: string | undefined,
): Record<string, string> {
  return {
    "For": name,
    "May": read_only ? "look only" : "look and change",
    "Family": family ?? "all of yours",
    "Until": formatMoment(expires_at),
  };
}
