import { Command } from "@commander-js/extra-typings";
import { SYSTEM } from "../../config/system.ts";
import {
  describeForeign,
  describeMade,
  describeRestored,
  describeSaved,
  describeVerified,
} from "../describe_backup.ts";
import { defaultBackupFolder, makeBackup } from "../make_backup.ts";
import { warnOfOthers } from "../warn_of_others.ts";
import { verifyBackup } from "../open_backup.ts";
import { readNewPassphrase, readPassphrase } from "../read_passphrase.ts";
import { restoreBackup } from "../restore_backup.ts";
import { parseCount, reportLost } from "./command.ts";
import type { CommandContext, HostTerminal } from "./context.ts";

/** The commands about backups. */
export function declareBackups(context: CommandContext) {
  return [declareBackup(context), declareVerify(context), declareRestore(context)];
}

function declareBackup(context: CommandContext) {
  return new Command("backup")
    .description("back up the whole circle, while its server runs, into a dated folder")
    .argument("[folder]", "the folder of all backups; by default backups, beside the data folder")
    .option("--keep <count>", "remove the oldest backups, so that so many are left", parseCount)
    .option("--encrypt", "encrypt it by a passphrase that is asked for")
    .option("--passphrase-file <file>", "encrypt it by the passphrase in the first line of a file")
    .option("--json", "print JSON")
    .action(async (folder, { keep, encrypt, passphraseFile, json }) => {
      const settings = await context.readSettings({ needsKeys: false });
      const isEncrypted = encrypt || passphraseFile !== undefined;
      const passphrase = isEncrypted
        ? await readNewPassphrase({ ...context.terminal, file: passphraseFile })
        : undefined;
      const made = await makeBackup(
        { settings, now: SYSTEM.now },
        folder ?? defaultBackupFolder(settings),
        { passphrase, keep },
      );
      context.show(made, json, describeMade);
      reportLost(context, "backup", [...made.lost_photos, ...made.saved_photos]);
      if (made.saved_photos.length > 0) context.fail(describeSaved(made));
      if (made.foreign.length > 0) context.fail(describeForeign(made));
    });
}

function declareVerify(context: CommandContext) {
  return new Command("verify")
    .description("check that a backup can be restored: its files, its database, its rows")
    .argument("<backup>", "the dated folder of one backup")
    .option("--passphrase-file <file>", "a file with the passphrase of an encrypted one")
    .option("--json", "print JSON")
    .action(async (backup, { passphraseFile, json }) => {
      await warn(context.terminal, backup);
      const verified = await verifyBackup(
        backup,
        () => readPassphrase({ ...context.terminal, file: passphraseFile }),
      );
      context.show(verified, json, (verified) => describeVerified(verified, SYSTEM.now()));
    });
}

function declareRestore(context: CommandContext) {
  return new Command("restore")
    .description(
      "restore a backup; ends all sessions, script tokens, feeds, invites and reset codes",
    )
    .argument("<backup>", "the dated folder of one backup")
    .argument("[target]", "an empty folder, or postgres://…; by default what the settings name")
    .option("--keep-credentials", "end nothing: what was ended since the backup works again")
    .option("--passphrase-file <file>", "a file with the passphrase of an encrypted one")
    .option("--json", "print JSON")
    .action(async (backup, target, { keepCredentials, passphraseFile, json }) => {
      const settings = await context.readSettings({ needsKeys: false });
      await warn(context.terminal, backup);
      const restored = await restoreBackup(settings, backup, {
        ask: () => readPassphrase({ ...context.terminal, file: passphraseFile }),
        target,
        keepsCredentials: keepCredentials,
      });
      context.show(restored, json, (restored) => describeRestored(restored, SYSTEM.now()));
    });
}

/** Says, before anything is done, which other circle the named backup may be mistaken for. */
async function warn({ say }: HostTerminal, backup: string): Promise<void> {
  const warning = await warnOfOthers(backup);
  if (warning !== undefined) say(warning);
}
