import type { Family } from "../../../shared/contract/families.ts";
import type { ScriptToken } from "../../../shared/contract/tokens.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import type { Table } from "../../terminal/output.ts";
import { formatMoment } from "../views.ts";

/** `circle token list` */
export function declareList(open: Open) {
  return new Command("list")
    .description("list your script tokens, the newest first")
    .addHelpText("after", examples("circle token list", "circle token list --json"))
    .action((_options, command) => run(open(command)));
}

async function run({ connect, show }: Invocation): Promise<void> {
  const { client } = await connect();
  const [tokens, families] = await Promise.all([client.listTokens({}), client.listFamilies({})]);
  show(tokens, () => viewTokens(tokens, families));
}

function viewTokens(tokens: readonly ScriptToken[], families: readonly Family[]): Table {
  const nameOf = (id: string) => families.find((family) => family.id === id)?.name ?? id;
  return {
    columns: ["ID", "NAME", "MAY", "FAMILY", "UNTIL", "LAST USED"],
    rows: tokens.map(({ id, name, read_only, family, expires_at, last_used_at }) => [
      id,
      name,
      read_only ? "look only" : "look and change",
      family === null ? "all of yours" : nameOf(family),
      formatMoment(expires_at),
      last_used_at === null ? "never" : formatMoment(last_used_at),
    ]),
  };
}
