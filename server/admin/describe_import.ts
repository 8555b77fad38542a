import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { countOf } from "./describe_amounts.ts";
import type { AccountImport, ImportedLine } from "./import_accounts.ts";

/** What to tell the host of an import: each line, and then what to do. */
export function describeImport(result: AccountImport): string {
  const { lines, created_families } = result;
  const count = (wanted: ImportedLine["outcome"]) =>
    lines.filter(({ outcome }) => outcome === wanted).length;
  const [added, exist, refused] = [count("added"), count("exists"), count("refused")];
  return [
    ...lines.map((line) => describeLine(line, result)),
    "",
    describeOutcome(result, { added, refused }),
    ...exist > 0 ? [`${exist} had an account already, which was not changed.`] : [],
    ...added > 0 && refused === 0 ? describeNext(result) : [],
    ...created_families.length > 0 && refused === 0
      ? [`New families: ${created_families.join(", ")}.`]
      : [],
  ].join("\n");
}

function describeOutcome(
  { imported }: AccountImport,
  { added, refused }: { readonly added: number; readonly refused: number },
): string {
  if (refused > 0) {
    return `Nothing is imported, since ${
      countOf(refused, "line")
    } cannot be. Correct the file and try again.`;
  }
  return imported
    ? `Imported ${countOf(added, "account")}.`
    : `Nothing was changed. The import would add ${countOf(added, "account")}.`;
}

function describeLine(imported: ImportedLine, { imported: isDone }: AccountImport): string {
  const { line, email, outcome, family, role, password, reasons } = imported;
  const start = `${line}: ${email ?? "no valid email"}:`;
  if (outcome === "exists") return `${start} has an account already; not changed`;
  if (outcome === "refused") return `${start} refused. ${reasons.join(" ")}`;
  const state = isDone ? "added" : "can be added";
  return `${start} ${state} to ${family} as ${role}, ${
    password === null ? "without a password: cannot log in yet" : `with its password (${password})`
  }`;
}

function describeNext({ lines }: AccountImport): string[] {
  const added = lines.filter(({ outcome }) => outcome === "added");
  const withoutPassword = added.some(({ password }) => password === null);
  const old = added.some(({ password }) => password && !password.startsWith("argon2id:"));
  return [
    ...withoutPassword
      ? [
        `Accounts without a password need a reset code: ${ADMIN_PROGRAM} reset-password EMAIL, or`,
        "circle member reset by an owner of the family.",
      ]
      : [],
    ...old
      ? [
        "Old hashes are replaced at the first login. Until the last of a kind is, every login does",
        "the work of that kind too, so that nobody can tell who has one.",
      ]
      : [],
  ];
}
