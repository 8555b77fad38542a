import type { NewAccount } from "./circle.ts";
import { type CommandOptions, type CommandResult, runCommand } from "./command_process.ts";
import { type InProcessOptions, runInProcess } from "./in_process.ts";
import { makeTempFolder } from "./temp_folder.ts";

/** A device of somebody: the `circle` command with a config folder of its own. */
export interface Device extends AsyncDisposable {
  readonly configDir: string;
  readonly configFile: string;
  /** Runs `circle` in the test process; without a terminal, unless something is typed. */
  readonly run: (
    args: readonly string[],
    options?: Partial<InProcessOptions>,
  ) => Promise<CommandResult>;
  /** Runs `circle` in a process of its own, with its real permissions, streams and signals. */
  readonly runProcess: (
    args: readonly string[],
    options?: Omit<CommandOptions, "configDir">,
  ) => Promise<CommandResult>;
  /** Runs `circle login`, which must succeed. */
  readonly logIn: (person: Pick<NewAccount, "email" | "password">, server: string) => Promise<void>;
  /** What stands in the config file. */
  // deno-lint-ignore no-explicit-any -- tests look into files of any shape
  readonly readConfig: () => Promise<any>;
  /** Changes the first saved session in the config file. */
  readonly editSession: (change: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** Makes a device; its config folder will be made in `parent`, or else in a folder of its own. */
export async function makeDevice(parent?: string): Promise<Device> {
  const folder = await makeTempFolder();
  const configDir = `${parent ?? folder.path}/config`;
  const configFile = `${configDir}/config.json`;
  const run: Device["run"] = (args, options) =>
    runInProcess(args, { ...options, env: { CIRCLE_CONFIG_DIR: configDir, ...options?.env } });
  const readConfig = async () => JSON.parse(await Deno.readTextFile(configFile));
  return {
    configDir,
    configFile,
    run,
    runProcess: (args, options) => runCommand(args, { configDir, ...options }),
    readConfig,
    logIn: async ({ email, password }, server) => {
      const login = ["login", "--server", server, "--email", email, "--password-stdin"];
      const { code, stderr } = await run(login, { input: password });
      if (code !== 0) throw new Error(`login failed: ${stderr}`);
    },
    editSession: async (change) => {
      const config = await readConfig();
      Object.assign(config.sessions[0], change);
      await Deno.writeTextFile(configFile, JSON.stringify(config));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
