import { Command, CommanderError, InvalidArgumentError } from "@commander-js/extra-typings";
import { readConfig } from "../config/config.ts";
import { StartError } from "../config/start_error.ts";
import { SYSTEM } from "../config/system.ts";
import { copyCircle } from "./copy_circle.ts";
import {
  describeLost,
  describeMade,
  describeRestored,
  describeVerified,
} from "./describe_backup.ts";
import { describeImport } from "./describe_import.ts";
import { importAccounts } from "./import_accounts.ts";
import { defaultBackupFolder, makeBackup } from "./make_backup.ts";
import { verifyBackup } from "./open_backup.ts";
import { readEnvironment, SERVICE_SETTINGS } from "./read_environment.ts";
import { readNewPassphrase, readPassphrase } from "./read_passphrase.ts";
import { resetAccountPassword } from "./reset_account_password.ts";
import { restoreBackup } from "./restore_backup.ts";

const program = new Command("deno task admin")
  .description("What the person who hosts the server does on the machine itself.")
  .option(
    "--env-file <file>",
    `settings of the server; by default ${SERVICE_SETTINGS}, if the environment names no circle`,
  )
  .helpOption("-h, --help", "show this help")
  .helpCommand("help [command]", "show the help of a command")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong call.")
  .exitOverride();

program.command("reset-password")
  .description("make a code with which the person of an account sets a new password")
  .argument("<email>", "the email of the account")
  .action(async (email) => console.log(await resetAccountPassword(await readSettings(), email)));

program.command("import-accounts")
  .description("add accounts of another program, with their password hashes, or none of them")
  .argument("<file>", "CSV or JSON: email, name, password_hash, family, role")
  .option("--dry-run", "only say what would become of each line")
  .option("--json", "print JSON")
  .action(async (file, { dryRun: isDryRun = false, json }) => {
    const imported = await importAccounts(await readSettings(), file, { isDryRun });
    print(imported, json, describeImport);
    if (imported.lines.some(({ outcome }) => outcome === "refused")) Deno.exitCode = 1;
  });

program.command("copy-to")
  .description("copy the whole circle to an empty PostgreSQL database, or into a new data folder")
  .argument("<target>", "postgres://user:password@host/database, or a folder")
  .option("--photos <folder>", "copy the photos there; by default into the folder, if it is one")
  .action(async (target, { photos: photosTo }) => {
    const { summary, photos } = await copyCircle(await readSettings(), target, { photosTo });
    console.log(summary);
    reportLost("copy", photos?.lost ?? []);
  });

program.command("backup")
  .description("back up the whole circle, while its server runs, into a dated folder")
  .argument("[folder]", "the folder of all backups; by default backups, beside the data folder")
  .option("--keep <count>", "remove the oldest backups, so that so many are left", parseCount)
  .option("--encrypt", "encrypt it by a passphrase that is asked for")
  .option("--passphrase-file <file>", "encrypt it by the passphrase in the first line of a file")
  .option("--json", "print JSON")
  .action(async (folder, { keep, encrypt, passphraseFile, json }) => {
    const settings = await readSettings({ needsKeys: false });
    const isEncrypted = encrypt || passphraseFile !== undefined;
    const passphrase = isEncrypted
      ? await readNewPassphrase(passphraseIn(passphraseFile))
      : undefined;
    const made = await makeBackup(
      { settings, now: SYSTEM.now },
      folder ?? defaultBackupFolder(settings),
      { passphrase, keep },
    );
    print(made, json, describeMade);
    reportLost("backup", made.lost_photos);
  });

program.command("verify")
  .description("check that a backup can be restored: its files, its database, its rows")
  .argument("<backup>", "the dated folder of one backup")
  .option("--passphrase-file <file>", "a file with the passphrase of an encrypted one")
  .option("--json", "print JSON")
  .action(async (backup, { passphraseFile, json }) => {
    const verified = await verifyBackup(backup, () => readPassphrase(passphraseIn(passphraseFile)));
    print(verified, json, (verified) => describeVerified(verified, SYSTEM.now()));
  });

program.command("restore")
  .description("restore a backup; ends all sessions, script tokens, feeds, invites and reset codes")
  .argument("<backup>", "the dated folder of one backup")
  .argument("[target]", "an empty folder, or postgres://…; by default what the settings name")
  .option("--keep-credentials", "end nothing: what was ended since the backup works again")
  .option("--passphrase-file <file>", "a file with the passphrase of an encrypted one")
  .option("--json", "print JSON")
  .action(async (backup, target, { keepCredentials, passphraseFile, json }) => {
    const restored = await restoreBackup(await readSettings({ needsKeys: false }), backup, {
      ask: () => readPassphrase(passphraseIn(passphraseFile)),
      target,
      keepsCredentials: keepCredentials,
    });
    print(restored, json, (restored) => describeRestored(restored, SYSTEM.now()));
  });

async function readSettings(options: { readonly needsKeys?: boolean } = {}) {
  const env = await readEnvironment(Deno.env.get, { named: program.opts().envFile });
  return readConfig(env, Deno.stderr.isTerminal(), options);
}

/** Without all photos a copy is made, and the host is told. */
function reportLost(what: "backup" | "copy", lost: readonly string[]): void {
  if (lost.length === 0) return;
  console.error(describeLost(what, lost));
  Deno.exitCode = 1;
}

function passphraseIn(file: string | undefined) {
  const show = (text: string) => void Deno.stderr.writeSync(new TextEncoder().encode(text));
  return { file, input: Deno.stdin, show };
}

function print<T>(result: T, isJson: true | undefined, describe: (result: T) => string): void {
  console.log(isJson ? JSON.stringify(result) : describe(result));
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 1 on.");
}

try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (error instanceof CommanderError) Deno.exit(error.exitCode === 0 ? 0 : 2);
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
