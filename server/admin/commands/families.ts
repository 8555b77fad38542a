import { Command } from "@commander-js/extra-typings";
import { describeFamilies, describeFamily, describeOwner } from "../describe_families.ts";
import { getNamedFamily } from "../find_family.ts";
import { getHostedFamily, listHostedFamilies } from "../list_families.ts";
import { createHostedFamily, setOwner } from "../change_family.ts";
import { changeBySettings, readBySettings } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin families` */
export function declareFamilies(context: CommandContext) {
  return new Command("families")
    .description("see all families, make one, and give one an owner")
    .addCommand(declareList(context))
    .addCommand(declareShow(context))
    .addCommand(declareCreate(context))
    .addCommand(declareSetOwner(context));
}

function declareList(context: CommandContext) {
  return new Command("list")
    .description("list all families, by name")
    .option("--json", "print JSON")
    .action(async ({ json }) => {
      const families = await readBySettings(context, (db) => listHostedFamilies(db));
      context.show(families, json, describeFamilies);
    });
}

function declareShow(context: CommandContext) {
  return new Command("show")
    .description("show a family: its members, and how much it has written")
    .argument("<family>", NAMED_FAMILY)
    .option("--json", "print JSON")
    .action(async (named, { json }) => {
      const family = await readBySettings(
        context,
        async (db) => await getHostedFamily(db, (await getNamedFamily(db, named)).id),
      );
      context.show(family, json, describeFamily);
    });
}

function declareCreate(context: CommandContext) {
  return new Command("create")
    .description("make a family, with an account as its owner")
    .argument("<name>", "what the family is called")
    .argument("<account>", "the email or id of its owner")
    .option("--json", "print JSON")
    .action(async (name, owner, { json }) => {
      const made = await changeBySettings(
        context,
        (deps) => createHostedFamily(deps, { name, owner }),
      );
      context.show(made, json, describeFamily);
    });
}

function declareSetOwner(context: CommandContext) {
  return new Command("set-owner")
    .description("make an account an owner of a family, which reads of it; other owners stay")
    .argument("<family>", NAMED_FAMILY)
    .argument("<account>", "its email or id")
    .option("--join", "let the account join the family, if it is no member")
    .option("--json", "print JSON")
    .action(async (family, account, { join: joins, json }) => {
      const named = { family, account, joins };
      const owned = await changeBySettings(context, (deps) => setOwner(deps, named));
      context.show(owned, json, describeOwner);
    });
}

const NAMED_FAMILY = "its id, or its name if no other has it";
