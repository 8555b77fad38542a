import { Command, CommanderError } from "@commander-js/extra-typings";
import { readConfig } from "../config/config.ts";
import { StartError } from "../config/start_error.ts";
import { copyCircle } from "./copy_circle.ts";
import { resetAccountPassword } from "./reset_account_password.ts";

const program = new Command("deno task admin")
  .description("What the person who hosts the server does on the machine itself.")
  .helpOption("-h, --help", "show this help")
  .helpCommand("help [command]", "show the help of a command")
  .exitOverride();

program.command("reset-password")
  .description("make a code with which the person of an account sets a new password")
  .argument("<email>", "the email of the account")
  .action(async (email) => console.log(await resetAccountPassword(readSettings(), email)));

program.command("copy-to")
  .description("copy the whole circle to an empty PostgreSQL database, or into a new data folder")
  .argument("<target>", "postgres://user:password@host/database, or a folder")
  .action(async (target) => console.log(await copyCircle(readSettings(), target)));

function readSettings() {
  return readConfig(Deno.env.get, Deno.stderr.isTerminal());
}

try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (error instanceof CommanderError) Deno.exit(error.exitCode === 0 ? 0 : 2);
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
