import assert from "node:assert/strict";
import {
  mayChangeFamily,
  mayChangeRole,
  mayInvite,
  mayInviteAs,
  mayRemove,
  mayReset,
} from "../../../server/families/rules.ts";
import { mayDelete, mayEdit } from "../../../server/journal/rules.ts";
import { mayChangePerson, mayRemovePerson, maySeeAllFeeds } from "../../../server/people/rules.ts";
import { Role } from "../../../shared/contract/fields.ts";

type Rule = (actor: Role) => boolean;

const ROLES = Role.enum;
const ROLE_NAMES: Readonly<Record<Role, string>> = {
  owner: "an owner",
  admin: "an admin",
  member: "a member",
};
const on = (target: Role) => (actor: Role) => ({ actor, target, isSelf: false });
const onSelf = (actor: Role) => ({ actor, target: actor, isSelf: true });

const person = (actor: Role, accountId: string | null) => ({
  actor,
  actorId: "self",
  accountId,
  createdBy: "another",
});

const written = (actor: Role, authorId: string) => ({ actor, actorId: "self", authorId });

/** The rules as the table of docs/permissions.md has them. */
const RULES: readonly (readonly [string, Rule])[] = [
  ["see the members of the family, and its log", () => true],
  ["see the open invites", mayInvite],
  ...ROLES.map((given): readonly [string, Rule] => [
    `invite someone as ${given}, or revoke such an invite`,
    (actor) => mayInviteAs(actor, given),
  ]),
  ...ROLES.flatMap((target) =>
    ROLES.filter((given) => given !== target).map((given): readonly [string, Rule] => [
      `make ${ROLE_NAMES[target]} ${ROLE_NAMES[given]}`,
      (actor) => mayChangeRole(on(target)(actor), given),
    ])
  ),
  ["lower one's own role", (actor) => mayChangeRole(onSelf(actor), "member")],
  ...ROLES.map((target): readonly [string, Rule] => [
    `remove ${ROLE_NAMES[target]}`,
    (actor) => mayRemove(on(target)(actor)),
  ]),
  ["leave", (actor) => mayRemove(onSelf(actor))],
  [
    "make a reset code for a member, an admin or an owner",
    (actor) => sameForAll((target) => mayReset(on(target)(actor))),
  ],
  ["make a reset code for oneself", (actor) => mayReset(onSelf(actor))],
  ["rename or delete the family", mayChangeFamily],
  ["see the people and their birthdays, add a person, export them", () => true],
  ["change a person without an account", (actor) => mayChangePerson(person(actor, null))],
  ["change another member's entry", (actor) => mayChangePerson(person(actor, "another"))],
  ["change one's own entry", (actor) => mayChangePerson(person(actor, "self"))],
  ["remove a person without an account", (actor) => mayRemovePerson(person(actor, null))],
  [
    "remove a person that one has added",
    (actor) => mayRemovePerson({ ...person(actor, null), createdBy: "self" }),
  ],
  ["see and revoke the feeds of others", maySeeAllFeeds],
  ["read the journal, write, comment and react", () => true],
  ["change one's own post or comment", (actor) => mayEdit(written(actor, "self"))],
  ["change a post or comment of another", (actor) => mayEdit(written(actor, "another"))],
  [
    "delete one's own post or comment, or a comment below it",
    (actor) =>
      mayDelete(written(actor, "self")) &&
      mayDelete({ ...written(actor, "another"), postAuthorId: "self" }),
  ],
  ["delete any other post or comment", (actor) => mayDelete(written(actor, "another"))],
  ["download everything that the family has written", () => true],
];

function sameForAll(rule: (target: Role) => boolean): boolean {
  const answers = new Set(ROLES.map(rule));
  assert.equal(answers.size, 1);
  return answers.has(true);
}

Deno.test("docs/permissions.md has the same table as the rules", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/permissions.md", import.meta.url));
  const [roles = ""] = page.split("\n## "); // the tables after the first heading are of limits
  const table = roles.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const rules = RULES.map(([action, rule]) => [
    action,
    ...ROLES.map((role) => rule(role) ? "yes" : "no"),
  ]);
  assert.deepEqual(table.toSpliced(1, 1), [["", ...ROLES], ...rules]);
});

Deno.test("nobody gives a role above their own, to anyone", () => {
  for (const [rank, actor] of ROLES.entries()) {
    for (const above of ROLES.slice(0, rank)) {
      for (const target of ROLES) {
        assert.equal(mayChangeRole(on(target)(actor), above), false);
        assert.equal(mayChangeRole(onSelf(actor), above), false);
      }
      assert.equal(mayInviteAs(actor, above), false);
    }
  }
});
