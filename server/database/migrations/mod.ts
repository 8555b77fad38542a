import type { Migration } from "kysely/migration";
import * as accounts from "./0001_accounts.ts";
import * as invites from "./0002_invites.ts";
import * as guessesAndTokens from "./0003_guesses_and_tokens.ts";
import * as membersFromIndexes from "./0004_members_from_indexes.ts";
import * as people from "./0005_people.ts";
import * as sessionRows from "./0006_session_rows.ts";
import * as passwordCosts from "./0007_password_costs.ts";
import * as erasedFamilies from "./0008_erased_families.ts";
import * as emailsAndMilestones from "./0009_emails_and_milestones.ts";
import * as webSessions from "./0010_web_sessions.ts";
import * as peopleStamp from "./0011_people_stamp.ts";
import * as journal from "./0012_journal.ts";
import * as firstStamps from "./0013_first_stamps.ts";
import * as signInRequests from "./0014_sign_in_requests.ts";
import * as search from "./0015_search.ts";
import * as photos from "./0016_photos.ts";
import * as passkeys from "./0017_passkeys.ts";
import * as photoUploads from "./0018_photo_uploads.ts";
import * as disabledAccounts from "./0019_disabled_accounts.ts";
import * as usedChallenges from "./0020_used_challenges.ts";
import * as newPasskeys from "./0021_new_passkeys.ts";
import * as adminAudit from "./0022_admin_audit.ts";
import * as auditOwners from "./0023_audit_owners.ts";
import * as newPosts from "./0024_new_posts.ts";
import * as formerMembers from "./0025_former_members.ts";

/** Every migration by its number, in order. One that was released is never edited again. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001_accounts": accounts,
  "0002_invites": invites,
  "0003_guesses_and_tokens": guessesAndTokens,
  "0004_members_from_indexes": membersFromIndexes,
  "0005_people": people,
  "0006_session_rows": sessionRows,
  "0007_password_costs": passwordCosts,
  "0008_erased_families": erasedFamilies,
  "0009_emails_and_milestones": emailsAndMilestones,
  "0010_web_sessions": webSessions,
  "0011_people_stamp": peopleStamp,
  "0012_journal": journal,
  "0013_first_stamps": firstStamps,
  "0014_sign_in_requests": signInRequests,
  "0015_search": search,
  "0016_photos": photos,
  "0017_passkeys": passkeys,
  "0018_photo_uploads": photoUploads,
  "0019_disabled_accounts": disabledAccounts,
  "0020_used_challenges": usedChallenges,
  "0021_new_passkeys": newPasskeys,
  "0022_admin_audit": adminAudit,
  "0023_audit_owners": auditOwners,
  "0024_new_posts": newPosts,
  "0025_former_members": formerMembers,
};
