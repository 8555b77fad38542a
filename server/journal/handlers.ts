import { createComment, deleteComment, listComments, updateComment } from "./manage_comments.ts";
import { createPost, deletePost, getPost, listPosts, updatePost } from "./manage_posts.ts";
import { getOwnJournal } from "./own_journal.ts";
import { removeReaction, setReaction } from "./react.ts";
import { getSeen, setSeen } from "./seen.ts";

/** The endpoints of the family's journal. */
export const JOURNAL_HANDLERS = {
  listPosts,
  createPost,
  getPost,
  updatePost,
  deletePost,
  listComments,
  createComment,
  updateComment,
  deleteComment,
  setReaction,
  removeReaction,
  getOwnJournal,
  getSeen,
  setSeen,
};
