import type { Comment, Post } from "../../shared/contract/journal.ts";
import type { PostPhoto } from "../../shared/contract/photos.ts";
import type { Db } from "../database/database.ts";
import { listCommentsByPost } from "../journal/comments.ts";
import { listPostsOf } from "../journal/posts.ts";
import { listPhotosByPost, type PhotoRow, toPostPhoto } from "../photos/photos.ts";
import { listReactionsByPost, type NamedReaction } from "../journal/reactions.ts";

/** What is exported, for whom, and when. */
export interface Export {
  readonly family: { readonly id: string; readonly name: string };
  /** Of the member who exports. */
  readonly accountId: string;
  readonly now: Date;
}

/** A post with all that stands under it. */
export interface ExportedPost
  extends Omit<Post, "my_reaction" | "reactions" | "comments" | "commented_at" | "photos"> {
  readonly photos: readonly ExportedPhoto[];
  readonly reactions: readonly NamedReaction[];
  readonly comments: readonly Comment[];
}

/** A photo, with the name of its file in the export. */
interface ExportedPhoto extends PostPhoto {
  readonly file: string;
}

/** Takes note of a photo whose file is to follow. */
type NotePhoto = (file: string, row: PhotoRow) => void;

/** Posts that are read at once; each may have a thousand comments. */
const POSTS_AT_ONCE = 20;

/** The posts of a journal, the newest first, without holding more than a few. */
export async function* readJournal(
  db: Db,
  { family, accountId }: Pick<Export, "family" | "accountId">,
  notePhoto: NotePhoto,
): AsyncGenerator<ExportedPost> {
  let cursor: string | undefined;
  do {
    const query = { familyId: family.id, accountId, limit: POSTS_AT_ONCE, cursor };
    const { items, next } = await listPostsOf(db, query);
    const ids = items.map(({ id }) => id);
    const comments = await listCommentsByPost(db, ids);
    const reactions = await listReactionsByPost(db, ids);
    const photos = await listPhotosByPost(db, ids);
    for (const { my_reaction: _, commented_at: __, ...post } of items) {
      yield {
        ...post,
        photos: photos.get(post.id)?.map((row) => {
          const file = nameFile(post, row);
          notePhoto(file, row);
          return { ...toPostPhoto(row), file };
        }) ?? [],
        reactions: reactions.get(post.id) ?? [],
        comments: comments.get(post.id) ?? [],
      };
    }
    cursor = next;
  } while (cursor !== undefined);
}

/** `photos/2024/2024-07-14_{id}.jpg`: by the day it was taken, or else the day of its post. */
function nameFile(
  { happened_on, created_at }: Pick<Post, "happened_on" | "created_at">,
  { id, taken_on }: PhotoRow,
): string {
  const day = taken_on ?? happened_on ?? created_at.slice(0, 10);
  return `photos/${day.slice(0, 4)}/${day}_${id}.jpg`;
}
