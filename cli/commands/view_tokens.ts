import type { Family } from "../../shared/contract/families.ts";
import type { ScriptToken } from "../../shared/contract/tokens.ts";
import type { View } from "../terminal/output.ts";
import type { Table } from "../terminal/table.ts";

/** Script tokens as a table, with those that end soon below it. */
export function viewTokens(
  tokens: readonly ScriptToken[],
  families: readonly Family[],
  now: Date,
): View {
  const nameOf = (id: string) => families.find((family) => family.id === id)?.name ?? id;
  const ending = tokens.filter(({ expires_at }) => isEndingSoon(expires_at, now));
  const table: Table = {
    columns: ["ID", "NAME", "BEGINS", "MAY", "FAMILY", "UNTIL", "LAST USED"],
    spare: "ID", // commands also take the name, and how the token begins
    whole: ["BEGINS"],
    wrapped: ["NAME", "MAY", "FAMILY"],
    rows: tokens.map(({ id, name, prefix, family, expires_at, last_used_at, ...access }) => [
      id,
      name,
      prefix ?? "",
      describeAccess(access),
      family === null ? "all of yours" : nameOf(family),
      { time: expires_at },
      last_used_at === null ? "never" : { time: last_used_at },
    ]),
  };
  if (ending.length === 0) return table;
  return [
    table,
    `Ends soon: ${ending.map(({ name }) => name).join(", ")}. circle token edit NAME --expires 90d`,
  ];
}

/** How long before its end a token is warned about, in ms. */
const WARNING_PERIOD = 14 * 24 * 60 * 60 * 1000;

function isEndingSoon(expires_at: string, now: Date): boolean {
  return Date.parse(expires_at) - now.getTime() < WARNING_PERIOD;
}

/** What a script token lets its script do. */
export function describeAccess(
  { read_only, scopes }: Pick<ScriptToken, "read_only" | "scopes">,
): string {
  return scopes?.join(", ") ?? (read_only ? "look only" : "look and change");
}
