import { MAX_NEW_POSTS } from "../../shared/contract/journal.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";

/** What the start of a family depends on. */
interface StartState {
  /** See `server/families/people_stamp.ts`. */
  readonly peopleStamp: string;
  /** Posts of others that the caller has not seen, counted up to `MAX_NEW_POSTS`. */
  readonly newPosts: number;
}

/** The state of a family for a caller, by one query, since the page of a family is opened most. */
export async function getStartState(
  db: Db,
  familyId: string,
  { accountId }: Caller,
): Promise<StartState> {
  const [state] = await listStates(db, familyId, accountId);
  if (!state) throw new Problem("not_found");
  return { peopleStamp: state.people_stamp, newPosts: Number(state.new_posts) };
}

const listStates = preparedQuery((db, familyId: string, accountId: string) =>
  db.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select("families.people_stamp")
    .select((eb) =>
      eb.selectFrom(
        eb.selectFrom("posts").select("posts.created_at")
          .whereRef("posts.family_id", "=", "members.family_id")
          .whereRef("posts.created_at", ">", "members.seen_at")
          .where(({ eb, or, ref }) =>
            or([
              eb("posts.author_id", "is", null),
              eb("posts.author_id", "!=", ref("members.account_id")),
            ])
          )
          .limit(MAX_NEW_POSTS).as("new"),
      ).select(({ fn }) => fn.countAll<number | bigint | string>().as("count")).as("new_posts")
    )
    .where("members.family_id", "=", familyId).where("members.account_id", "=", accountId)
);
