import type { SettingsSources } from "../list_settings.ts";
import type { HostSettings } from "../open_circle.ts";
import type { PassphraseSource } from "../read_passphrase.ts";

/** What the host reads and types. */
export interface HostTerminal extends Pick<PassphraseSource, "input" | "write"> {
  /** Whether a person sees what is said. */
  readonly isRead: boolean;
  /** Prints the lines of a result. */
  readonly print: (text: string) => void;
  /** Says what is no result. */
  readonly say: (text: string) => void;
}

/** What the commands of the host work with. */
export interface CommandContext {
  readonly terminal: HostTerminal;
  /** Reads the settings of the server, as its environment or its file of settings has them. */
  readonly readSettings: (options?: { readonly needsKeys?: boolean }) => Promise<HostSettings>;
  /** Reads where those settings are written. */
  readonly readSources: () => Promise<SettingsSources>;
  /** Prints a result as JSON, or as people read it. */
  readonly show: <T>(
    result: T,
    isJson: true | undefined,
    describe: (result: T) => string,
  ) => void;
  /**
   * Makes the program exit with 1 although the command has done its work; says what is wrong, where
   * the result does not.
   */
  readonly fail: (fault?: string) => void;
}
