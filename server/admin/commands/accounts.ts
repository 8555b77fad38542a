import { Command } from "@commander-js/extra-typings";
import { SYSTEM } from "../../config/system.ts";
import {
  describeAccount,
  describeAccounts,
  describeDisabled,
  describeEnabled,
} from "../describe_accounts.ts";
import { describeImport } from "../describe_import.ts";
import { disableAccount, enableAccount } from "../disable_account.ts";
import { getNamedAccount } from "../find_account.ts";
import { importAccounts } from "../import_accounts.ts";
import { getHostedAccount, listHostedAccounts } from "../list_accounts.ts";
import { changeCircle, type HostDeps, readCircle } from "../open_circle.ts";
import { resetAccountPassword } from "../reset_account_password.ts";
import { print, type ReadSettings } from "./command.ts";

/** The commands about accounts. */
export function declareAccounts(readSettings: ReadSettings) {
  return [
    declareGroup(readSettings),
    declareResetPassword(readSettings),
    declareImportAccounts(readSettings),
  ];
}

function declareGroup(readSettings: ReadSettings) {
  return new Command("accounts")
    .description("see, disable and enable the accounts of all families")
    .addCommand(declareList(readSettings))
    .addCommand(declareShow(readSettings))
    .addCommand(declareChange(readSettings, {
      name: "disable",
      description: "refuse an account from the next request on, and end all that it has opened",
      change: disableAccount,
      describe: describeDisabled,
    }))
    .addCommand(declareChange(readSettings, {
      name: "enable",
      description: "let a disabled account log in again; nothing else comes back",
      change: enableAccount,
      describe: describeEnabled,
    }));
}

function declareList(readSettings: ReadSettings) {
  return new Command("list")
    .description("list all accounts, by email")
    .option("--disabled", "only those that are disabled")
    .option("--json", "print JSON")
    .action(async ({ disabled, json }) => {
      const all = await readCircle(
        await readSettings(WITHOUT_KEYS),
        (db) => listHostedAccounts(db),
      );
      const listed = disabled ? all.filter(({ disabled_at }) => disabled_at !== null) : all;
      print(listed, json, (listed) => describeAccounts(listed, SYSTEM.now()));
    });
}

function declareShow(readSettings: ReadSettings) {
  return new Command("show")
    .description("show an account: its families, and what it has opened")
    .argument("<account>", NAMED_ACCOUNT)
    .option("--json", "print JSON")
    .action(async (named, { json }) => {
      const settings = await readSettings(WITHOUT_KEYS);
      const account = await readCircle(
        settings,
        async (db) => await getHostedAccount(db, (await getNamedAccount(db, named)).id),
      );
      print(account, json, describeAccount);
    });
}

/** A command that changes one account. */
interface AccountChange<T> {
  readonly name: string;
  readonly description: string;
  readonly change: (deps: HostDeps, named: string) => Promise<T>;
  readonly describe: (changed: T) => string;
}

function declareChange<T>(
  readSettings: ReadSettings,
  { name, description, change, describe }: AccountChange<T>,
) {
  return new Command(name)
    .description(description)
    .argument("<account>", NAMED_ACCOUNT)
    .option("--json", "print JSON")
    .action(async (named, { json }) => {
      const settings = await readSettings(WITHOUT_KEYS);
      print(await changeCircle(settings, (deps) => change(deps, named)), json, describe);
    });
}

const NAMED_ACCOUNT = "its email or id";

const WITHOUT_KEYS = { needsKeys: false };

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
