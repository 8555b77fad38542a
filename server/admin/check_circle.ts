import { readConfig } from "../config/config.ts";
import type { Clock } from "../config/system.ts";
import { checkAddress, checkProxies } from "./checks/check_address.ts";
import { checkBackups } from "./checks/check_backups.ts";
import { checkClock } from "./checks/check_clock.ts";
import { checkDatabase } from "./checks/check_database.ts";
import { checkDisks, checkModes } from "./checks/check_files.ts";
import { checkPhotos } from "./checks/check_photos.ts";
import type { Finding } from "./checks/finding.ts";
import { findBackups } from "./find_backups.ts";
import { identifyCircle } from "./sort_backups.ts";
import { listSettings, readSettingsOf, type SettingsSources } from "./list_settings.ts";

interface CheckOptions {
  /** The folder of the backups, if the host names it. */
  readonly backups?: string;
}

/** Checks a circle, without changing anything; what is wrong is among the findings. */
export async function checkCircle(
  { now }: Clock,
  sources: SettingsSources,
  { backups }: CheckOptions = {},
): Promise<Finding[]> {
  const { faults, unknown } = listSettings(sources, false);
  const found: Finding[] = [
    ...faults.map((finding): Finding => ({ check: "settings", state: "failed", finding })),
    ...unknown.map(({ name, meant }): Finding => ({
      check: "settings",
      state: "warning",
      finding: `${name} is not a setting.`,
      advice: meant === null ? "Remove it." : `Is ${meant} meant?`,
    })),
  ];
  if (faults.length > 0) return found; // nobody knows what they mean
  if (found.length === 0) found.push({ check: "settings", state: "ok", finding: "all are known" });
  const settings = readConfig(readSettingsOf(sources), false);
  const { config, secrets } = settings;
  const { finding, source } = await checkDatabase(settings);
  await using _source = source;
  found.push(finding);
  const whole = finding.state === "ok" ? source : undefined;
  const circle = await whole?.snapshot(identifyCircle);
  if (whole) {
    const isPostgres = secrets.databaseUrl !== undefined;
    found.push(...await checkPhotos(whole, { folder: config.photosDir, now: now() }));
    found.push(await checkClock(whole, { isPostgres, now }));
  }
  return [
    ...found,
    ...await checkModes(settings, sources.file),
    ...await checkDisks(settings),
    checkProxies(config),
    await checkAddress(config, whole),
    ...await checkBackups(await findBackups(settings, { named: backups, circle }), {
      place: secrets.databaseUrl === undefined ? config.dataDir : "PostgreSQL",
      isNamed: backups !== undefined,
      now: now(),
    }),
  ];
}
