import { Command } from "@commander-js/extra-typings";
import { describeImport } from "../describe_import.ts";
import { importAccounts } from "../import_accounts.ts";
import { resetAccountPassword } from "../reset_account_password.ts";
import { print, type ReadSettings } from "./command.ts";

/** The commands about accounts. */
export function declareAccounts(readSettings: ReadSettings) {
  return [declareResetPassword(readSettings), declareImportAccounts(readSettings)];
}

function declareResetPassword(readSettings: ReadSettings) {
  return new Command("reset-password")
    .description("make a code with which the person of an account sets a new password")
    .argument("<email>", "the email of the account")
    .action(async (email) => console.log(await resetAccountPassword(await readSettings(), email)));
}

function declareImportAccounts(readSettings: ReadSettings) {
  return new Command("import-accounts")
    .description("add accounts of another program, with their password hashes, or none of them")
    .argument("<file>", "CSV or JSON: email, name, password_hash, family, role")
    .option("--dry-run", "only say what would become of each line")
    .option("--json", "print JSON")
    .action(async (file, { dryRun: isDryRun = false, json }) => {
      const imported = await importAccounts(await readSettings(), file, { isDryRun });
      print(imported, json, describeImport);
      if (imported.lines.some(({ outcome }) => outcome === "refused")) Deno.exitCode = 1;
    });
}
