import { VERSION } from "../../shared/version.ts";
import { Command, examples, type Open } from "./command.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import type { CommandContext, Connection } from "./context.ts";

/** `circle doctor` */
export function declareDoctor(open: Open) {
  return new Command("doctor")
    .description("check the server, the versions, the clocks, the config file and the token")
    .addHelpText("after", examples("circle doctor", "circle doctor --json"))
    .action((_options, command) => run(open(command)));
}

/** One thing that was looked at. */
interface Finding {
  readonly check: string;
  readonly is_well: boolean;
  readonly finding: string;
}

async function run(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const server = await checkServer(connection);
  const isReachable = server[0]?.is_well === true;
  const findings = [
    ...server,
    ...isReachable ? [await checkReadiness(connection), await checkToken(connection)] : [],
    ...await checkFiles(context),
  ];
  context.show(findings, () => ({
    columns: ["CHECK", "", "FINDING"],
    rows: findings.map(({ check, is_well, finding }) => [check, is_well ? "ok" : "BAD", finding]),
  }));
  if (!isReachable) throw new CliError("unreachable", "The server cannot be reached.");
  if (!findings.every(({ is_well }) => is_well)) {
    throw new CliError("failed", "Not everything is well.");
  }
}

/** Seconds by which a clock may be off before tokens are refused (the server's leeway). */
const MAX_SKEW_SECONDS = 60;

async function checkServer({ client, identity }: Connection): Promise<Finding[]> {
  const askedAt = Date.now();
  try {
    const { version, time } = await client.getHealth({});
    const took = Date.now() - askedAt;
    const skew = Math.round((Date.parse(time) - askedAt - took / 2) / 1000);
    return [
      { check: "server", is_well: true, finding: `${identity.server} answers in ${took} ms` },
      {
        check: "version",
        is_well: version === VERSION,
        finding: `the server has ${version}, this command ${VERSION}`,
      },
      {
        check: "clock",
        is_well: Math.abs(skew) <= MAX_SKEW_SECONDS,
        finding: describeSkew(skew),
      },
    ];
  } catch (error) {
    return [{ check: "server", is_well: false, finding: toCliError(error).message }];
  }
}

function describeSkew(seconds: number): string {
  if (seconds === 0) return "the same as the server's";
  return `the server's is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead"}`;
}

async function checkReadiness({ client }: Connection): Promise<Finding> {
  try {
    await client.getReadiness({});
    return { check: "database", is_well: true, finding: "reachable and migrated" };
  } catch (error) {
    return { check: "database", is_well: false, finding: toCliError(error).message };
  }
}

async function checkToken({ client, identity }: Connection): Promise<Finding> {
  const { source } = identity;
  if (!source) return { check: "token", is_well: false, finding: "none: log in with circle login" };
  try {
    const { email } = await client.getProfile({});
    return { check: "token", is_well: true, finding: `from ${source}, of ${email}` };
  } catch (error) {
    const finding = `from ${source}: ${toCliError(error).message}`;
    return { check: "token", is_well: false, finding };
  }
}

async function checkFiles({ store }: CommandContext): Promise<Finding[]> {
  return [
    await checkMode("config folder", store.folder, 0o700),
    await checkMode("config file", store.path, 0o600),
  ];
}

async function checkMode(check: string, path: string, wanted: number): Promise<Finding> {
  try {
    const { mode } = await Deno.lstat(path);
    const actual = mode === null ? wanted : mode & 0o777;
    return {
      check,
      is_well: actual === wanted,
      finding: `${path} has mode ${actual.toString(8).padStart(4, "0")}`,
    };
  } catch {
    return { check, is_well: true, finding: `${path} is not there yet` };
  }
}
