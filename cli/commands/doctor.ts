import { VERSION } from "../../shared/version.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { adviseUpdate } from "./newer_server.ts";

/** `circle doctor` */
export function declareDoctor(open: OpenContext) {
  return new Command("doctor")
    .description("check the server, the versions, the clocks, the config file and the token")
    .addHelpText("after", examples("circle doctor", "circle doctor --json"))
    .action((_options, command) => diagnose(open(command)));
}

/** The outcome of one check. */
interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly finding: string;
}

async function diagnose(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const server = await checkServer(connection);
  const isReachable = server[0]?.ok === true;
  const findings = [
    ...server,
    ...isReachable ? [await checkReadiness(connection), await checkToken(connection)] : [],
    ...await checkFiles(context),
  ];
  context.show(findings, () => ({
    columns: ["CHECK", "", "FINDING"],
    wrapped: ["CHECK"],
    rows: findings.map(({ check, ok, finding }) => [check, ok ? "ok" : "BAD", finding]),
  }));
  if (!isReachable) throw new CliError("unreachable", "The server cannot be reached.");
  if (!findings.every(({ ok }) => ok)) throw new CliError("failed", "Some checks failed.");
}

/** Clock difference, in seconds, above which the server refuses tokens. */
const MAX_SKEW = 60;

async function checkServer({ client, identity }: Connection): Promise<Finding[]> {
  const askedAt = Date.now();
  try {
    const { version, time } = await client.getHealth({});
    const took = Date.now() - askedAt;
    const skew = Math.round((Date.parse(time) - askedAt - took / 2) / 1000);
    return [
      { check: "server", ok: true, finding: `${identity.server} answers in ${took} ms` },
      {
        check: "version",
        ok: version === VERSION,
        finding: [`the server has ${version}, this command ${VERSION}`, adviseUpdate(version)]
          .filter(Boolean).join(". "),
      },
      { check: "clock", ok: Math.abs(skew) <= MAX_SKEW, finding: describeSkew(skew) },
    ];
  } catch (error) {
    return [{ check: "server", ok: false, finding: toCliError(error).message }];
  }
}

function describeSkew(seconds: number): string {
  if (seconds === 0) return "the same as the server's";
  return `the server's is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead"}`;
}

async function checkReadiness({ client }: Connection): Promise<Finding> {
  try {
    await client.getReadiness({});
    return { check: "database", ok: true, finding: "reachable and migrated" };
  } catch (error) {
    return { check: "database", ok: false, finding: toCliError(error).message };
  }
}

async function checkToken({ client, identity }: Connection): Promise<Finding> {
  const { source } = identity;
  if (!source) return { check: "token", ok: false, finding: "none: log in with circle login" };
  try {
    const { email } = await client.getProfile({});
    return { check: "token", ok: true, finding: `from ${source}, of ${email}` };
  } catch (error) {
    return { check: "token", ok: false, finding: `from ${source}: ${toCliError(error).message}` };
  }
}

async function checkFiles({ store }: CommandContext): Promise<Finding[]> {
  try {
    return [
      await checkMode("config folder", store.getFolder(), 0o700),
      await checkMode("config file", store.getPath(), 0o600),
      await checkWritable(store),
    ];
  } catch (error) {
    return [{ check: "config folder", ok: true, finding: toCliError(error).message }];
  }
}

async function checkMode(check: string, path: string, wanted: number): Promise<Finding> {
  try {
    const { mode } = await Deno.lstat(path);
    const actual = mode === null ? wanted : mode & 0o777;
    const finding = `${path} has mode ${actual.toString(8).padStart(4, "0")}`;
    return { check, ok: actual === wanted, finding };
  } catch {
    return { check, ok: true, finding: `${path} does not exist yet` };
  }
}

/** A login needs room on the disk. */
async function checkWritable({ getFolder, assertWritable }: CommandContext["store"]) {
  const check = "config disk";
  try {
    await Deno.lstat(getFolder());
  } catch {
    return { check, ok: true, finding: "nothing is kept yet" };
  }
  try {
    await assertWritable();
    return { check, ok: true, finding: "can be written" };
  } catch (error) {
    return { check, ok: false, finding: toCliError(error).message };
  }
}
