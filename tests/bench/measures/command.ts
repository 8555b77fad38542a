import { installCommand } from "../../support/installed_command.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { runProgram } from "../../support/run_program.ts";
import { denoEnvironment } from "../../support/command_process.ts";
import type { Bench } from "../bench.ts";
import { PASSWORD } from "../fill/make_family.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { runToEnd } from "../programs.ts";
import { takeRounds } from "../take_rounds.ts";
import { EMPTY, timeOf } from "../time_of.ts";

/** How long the installed command takes, beside the least that starts at all. */
export async function measureCommand({ started, effort }: Bench): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const { url } = await circle.serve();
  const program = `${(await started.keep(installCommand())).path}/circle`;
  const config = await started.keep(makeTempFolder());
  const env = { CIRCLE_CONFIG_DIR: config.path, CIRCLE_SERVER: url };
  const email = circle.callers[0]!.email;
  const login = await runProgram(program, {
    args: ["login", "--email", email, "--password-stdin"],
    env: { ...denoEnvironment(), ...env },
    input: `${PASSWORD}\n`,
  });
  if (login.code !== 0) throw new Error(login.stderr);
  const run = (...args: string[]) => () => timeOf(() => runToEnd(started, { program, args, env }));
  const task = (...args: string[]) => () =>
    timeOf(() =>
      runToEnd(started, { program: Deno.execPath(), args: ["task", "-q", "circle", ...args], env })
    );
  const times = await takeRounds(3 * effort.rounds, {
    empty: () => timeOf(() => runToEnd(started, EMPTY)),
    version: run("--version"),
    whoami: run("whoami"),
    taskVersion: task("--version"),
    taskWhoami: task("whoami"),
  });
  const limit = { of: "empty deno run", value: times.empty };
  const unit = "ms";
  return [
    {
      measure: "`circle --version`",
      measured: times.version,
      unit,
      limit,
      toReach: { ratioAtMost: 2.2 },
    },
    {
      measure: "`circle whoami`, one request",
      measured: times.whoami,
      unit,
      limit,
      toReach: { ratioAtMost: 3 },
    },
    {
      measure: "`deno task circle --version` in a checkout",
      measured: times.taskVersion,
      unit,
      limit,
      toReach: { ratioAtMost: 2.2 },
    },
    {
      measure: "`deno task circle whoami` in a checkout",
      measured: times.taskWhoami,
      unit,
      limit,
      toReach: { ratioAtMost: 3.5 },
    },
  ];
}
