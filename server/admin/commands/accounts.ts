import { Command } from "@commander-js/extra-typings";
import type { Settings } from "../../config/config.ts";
import { SYSTEM } from "../../config/system.ts";
import { endAccountSessions, setAccountEmail } from "../change_account.ts";
import { deleteHostedAccount } from "../delete_account.ts";
import {
  describeAccount,
  describeAccounts,
  describeDeleted,
  describeDisabled,
  describeEnabled,
  describeLoggedOut,
  describeNewEmail,
} from "../describe_accounts.ts";
import { describeImport } from "../describe_import.ts";
import { disableAccount, enableAccount } from "../disable_account.ts";
import { getNamedAccount } from "../find_account.ts";
import { importAccounts } from "../import_accounts.ts";
import { getHostedAccount, listHostedAccounts } from "../list_accounts.ts";
import { changeCircle, type HostDeps } from "../open_circle.ts";
import { describeReset, resetAccountPassword } from "../reset_account_password.ts";
import { changeBySettings, readBySettings } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** The commands about accounts. */
export function declareAccounts(context: CommandContext) {
  return [
    declareGroup(context),
    declareResetPassword(context).summary("the same as accounts reset-password"),
    declareImportAccounts(context),
  ];
}

function declareGroup(context: CommandContext) {
  const changes = [
    declareChange(context, {
      name: "disable",
      description: "refuse an account from the next request on, and end all that it has opened",
      change: disableAccount,
      describe: describeDisabled,
    }),
    declareChange(context, {
      name: "enable",
      description: "let a disabled account log in again; nothing else comes back",
      change: enableAccount,
      describe: describeEnabled,
    }),
    declareResetPassword(context),
    declareChange(context, {
      name: "end-sessions",
      description: "log an account out on all devices; script tokens and feeds stay",
      change: endAccountSessions,
      describe: describeLoggedOut,
    }),
    declareSetEmail(context),
    declareDelete(context),
  ];
  const group = new Command("accounts")
    .description("see and change the accounts of all families")
    .addCommand(declareList(context))
    .addCommand(declareShow(context));
  for (const change of changes) group.addCommand(change);
  return group;
}

function declareList(context: CommandContext) {
  return new Command("list")
    .description("list all accounts, by email")
    .option("--disabled", "only those that are disabled")
    .option("--json", "print JSON")
    .action(async ({ disabled, json }) => {
      const all = await readBySettings(context, (db) => listHostedAccounts(db));
      const listed = disabled ? all.filter(({ disabled_at }) => disabled_at !== null) : all;
      context.show(listed, json, (listed) => describeAccounts(listed, SYSTEM.now()));
    });
}

function declareShow(context: CommandContext) {
  return new Command("show")
    .description("show an account: its families, and what it has opened")
    .argument("<account>", NAMED_ACCOUNT)
    .option("--json", "print JSON")
    .action(async (named, { json }) => {
      const account = await readBySettings(
        context,
        async (db) => await getHostedAccount(db, (await getNamedAccount(db, named)).id),
      );
      context.show(account, json, describeAccount);
    });
}

/** A command that changes one account. */
interface AccountChange<T> {
  readonly name: string;
  readonly description: string;
  readonly change: (deps: HostDeps, named: string) => Promise<T>;
  readonly describe: (changed: T, settings: Settings) => string;
}

function declareChange<T>(
  context: CommandContext,
  { name, description, change, describe }: AccountChange<T>,
) {
  return new Command(name)
    .description(description)
    .argument("<account>", NAMED_ACCOUNT)
    .option("--json", "print JSON")
    .action(async (named, { json }) => {
      const settings = await context.readSettings({ needsKeys: false });
      const changed = await changeCircle(settings, (deps) => change(deps, named));
      context.show(changed, json, (changed) => describe(changed, settings));
    });
}

function declareResetPassword(context: CommandContext) {
  return declareChange(context, {
    name: "reset-password",
    description: "make a code with which the person of an account sets a new password",
    change: resetAccountPassword,
    describe: (code, { config }) => describeReset(code, config),
  });
}

function declareSetEmail(context: CommandContext) {
  return new Command("set-email")
    .description("change the email that an account logs in with; its sessions go on")
    .argument("<account>", NAMED_ACCOUNT)
    .argument("<email>", "the new email")
    .option("--json", "print JSON")
    .action(async (named, email, { json }) => {
      const changed = await changeBySettings(
        context,
        (deps) => setAccountEmail(deps, named, email),
      );
      context.show(changed, json, describeNewEmail);
    });
}

function declareDelete(context: CommandContext) {
  return new Command("delete")
    .description("delete an account for good, and the families that only it is in")
    .argument("<account>", NAMED_ACCOUNT)
    .option("--yes", "do it; without this, only say what would be deleted")
    .option("--forget", "erase its entry among the people too, and its name in the log")
    .option("--erase-journal", "erase what it has written; by default that stays under its name")
    .option("--json", "print JSON")
    .action(async (named, { yes, forget, eraseJournal, json }) => {
      const how = { isSure: yes, forget, erasesJournal: eraseJournal };
      const deleted = await changeBySettings(
        context,
        (deps) => deleteHostedAccount(deps, named, how),
      );
      context.show(deleted, json, describeDeleted);
    });
}

const NAMED_ACCOUNT = "its email or id";

function declareImportAccounts(context: CommandContext) {
  return new Command("import-accounts")
    .description("add accounts of another program, with their password hashes, or none of them")
    .argument("<file>", "CSV or JSON: email, name, password_hash, family, role")
    .option("--dry-run", "only say what would become of each line")
    .option("--json", "print JSON")
    .action(async (file, { dryRun: isDryRun = false, json }) => {
      const imported = await importAccounts(await context.readSettings(), file, { isDryRun });
      context.show(imported, json, describeImport);
      if (imported.lines.some(({ outcome }) => outcome === "refused")) context.fail();
    });
}
