import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { MAX_PHOTOS, PhotoChoices, PostPhoto } from "./photos.ts";
import { Id, LinesOfText, PageQuery, PersonName, Timestamp } from "./fields.ts";

/** Posts that a member may write in a day, and comments. */
export const MAX_POSTS_A_DAY = 200;
/** Comments that a post may have. */
export const MAX_COMMENTS = 1000;

/** The ways in which a member can react to a post. */
export const ReactionKind = {
  type: "string",
  enum: ["heart", "laugh", "wow", "hug", "thanks"],
  description: "A reaction is heart, laugh, wow, hug or thanks.",
} as const;
/** One of the reactions. */
export type ReactionKind = (typeof ReactionKind.enum)[number];

/** The author of something; without an id once they have left the family. */
const Author = {
  title: "Author",
  type: "object",
  additionalProperties: false,
  required: ["id", "name"],
  properties: {
    id: { ...Id, type: ["string", "null"], description: "Null once the author has left." },
    name: PersonName,
  },
} as const;

const YEAR = "(?:18|19|20|21)\\d\\d";
const MONTH = "(?:0[1-9]|1[0-2])";
const MONTH_AND_DAY = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|" +
  "(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31|02-29)";

/** When what a post tells of happened: a day, a month or a year. */
const HappenedOn = {
  type: ["string", "null"],
  pattern: `^${YEAR}(?:-${MONTH}|-${MONTH_AND_DAY})?$`,
  description: "A date is such as 2024-07-14, 2024-07, or only 1962, and not in the future.",
  examples: ["2024-07-14", "2024-07", "1962"],
} as const;

const PostText = {
  ...LinesOfText,
  minLength: 0,
  pattern: `^(?:${LinesOfText.pattern.slice(1, -1)})?$`,
  maxLength: 10_000,
  description: "A text is up to 10,000 characters, without space around it and without invisible " +
    "control characters; empty beside photos.",
  examples: ["First day at school!"],
} as const;

const CommentText = {
  ...LinesOfText,
  maxLength: 2000,
  description:
    "A comment is 1 to 2,000 characters, without space around it and without invisible " +
    "control characters.",
  examples: ["How tall she is!"],
} as const;

/** What someone tells the family. */
export const Post = {
  title: "Post",
  type: "object",
  additionalProperties: false,
  required: [
    "id",
    "family_id",
    "author",
    "text",
    "happened_on",
    "photos",
    "reactions",
    "my_reaction",
    "comments",
    "commented_at",
    "created_at",
    "edited_at",
  ],
  properties: {
    id: Id,
    family_id: Id,
    author: Author,
    text: PostText,
    happened_on: HappenedOn,
    photos: { type: "array", items: PostPhoto },
    reactions: {
      title: "Reactions",
      type: "object",
      additionalProperties: false,
      description: "How many members reacted how.",
      properties: Object.fromEntries(
        ReactionKind.enum.map((kind) => [kind, { type: "integer", minimum: 1 }]),
      ) as Readonly<Record<ReactionKind, { readonly type: "integer"; readonly minimum: 1 }>>,
    },
    my_reaction: { ...ReactionKind, type: ["string", "null"], enum: [...ReactionKind.enum, null] },
    comments: { type: "integer", description: "How many there are." },
    commented_at: {
      ...Timestamp,
      type: ["string", "null"],
      description: "When somebody else commented last; null where nobody has.",
    },
    created_at: Timestamp,
    edited_at: { ...Timestamp, type: ["string", "null"] },
  },
} as const;
export type Post = Static<typeof Post>;

/** What someone says to a post. */
export const Comment = {
  title: "Comment",
  type: "object",
  additionalProperties: false,
  required: ["id", "post_id", "author", "text", "created_at", "edited_at"],
  properties: {
    id: Id,
    post_id: Id,
    author: Author,
    text: CommentText,
    created_at: Timestamp,
    edited_at: { ...Timestamp, type: ["string", "null"] },
  },
} as const;
export type Comment = Static<typeof Comment>;

const Count = { type: "integer", minimum: 0 } as const;

/** How much one has written, and what others have said to it. */
const OwnJournal = {
  title: "OwnJournal",
  type: "object",
  additionalProperties: false,
  required: ["posts", "comments", "comments_of_others"],
  properties: {
    posts: Count,
    comments: Count,
    comments_of_others: { ...Count, description: "Those under one's own posts." },
  },
} as const;
export type OwnJournal = Static<typeof OwnJournal>;

const PostsQuery = {
  title: "PostsQuery",
  type: "object",
  additionalProperties: false,
  properties: {
    order: {
      type: "string",
      enum: ["told", "happened"],
      default: "told",
      description: "The order is told, the newest first, or happened, the latest first.",
    },
    new: {
      type: "boolean",
      default: false,
      description: "Whether only posts of others since one's last visit are wanted.",
    },
    q: {
      type: "string",
      maxLength: 100,
      description: "Words to find, in at most 100 characters.",
      examples: ["school"],
    },
    ...PageQuery.properties,
  },
} as const;
export type PostsQuery = Static<typeof PostsQuery>;

const CreatePostRequest = {
  title: "CreatePostRequest",
  type: "object",
  additionalProperties: false,
  properties: {
    text: PostText,
    happened_on: HappenedOn,
    photos: PhotoChoices,
    once: {
      ...Id,
      description: "A UUID of the client's: the same post sent again with it is made once.",
    },
  },
} as const;

const UpdatePostRequest = {
  title: "UpdatePostRequest",
  type: "object",
  additionalProperties: false,
  properties: {
    text: PostText,
    happened_on: HappenedOn,
    photos: {
      ...PhotoChoices,
      description: `All photos that it is to have, at most ${MAX_PHOTOS}; others are deleted.`,
    },
  },
} as const;

const CommentRequest = {
  title: "CommentRequest",
  type: "object",
  additionalProperties: false,
  required: ["text"],
  properties: { text: CommentText },
} as const;

const ReactionRequest = {
  title: "ReactionRequest",
  type: "object",
  additionalProperties: false,
  required: ["kind"],
  properties: { kind: ReactionKind },
} as const;

/** Posts of others up to which new ones are counted. */
export const MAX_NEW_POSTS = 100;

/** Until when one has seen the journal, and what is new since. */
const Seen = {
  title: "Seen",
  type: "object",
  additionalProperties: false,
  required: ["until", "new_posts", "newest"],
  properties: {
    until: {
      ...Timestamp,
      type: ["string", "null"],
      description: "Null where one has never seen it.",
    },
    new_posts: {
      ...Count,
      maximum: MAX_NEW_POSTS,
      description: `How many posts of others are new, counted up to ${MAX_NEW_POSTS}.`,
    },
    newest: {
      ...Timestamp,
      type: ["string", "null"],
      description: "`created_at` of the newest of them; null where none is new.",
    },
  },
} as const;
export type Seen = Static<typeof Seen>;

const SeenRequest = {
  title: "SeenRequest",
  type: "object",
  additionalProperties: false,
  required: ["until"],
  properties: {
    until: {
      ...Timestamp,
      description: "`created_at` of the newest post or comment that was seen.",
    },
  },
} as const;

/** The endpoints of the family's journal. */
export const journal = {
  listPosts: {
    method: "GET",
    path: "/families/{family_id}/posts",
    access: "account",
    scopes: ["journal:read"],
    summary: "List the posts of a family's journal, or find some by their words",
    description: "With `q`, only posts where each of its words stands in the post or in one of " +
      "its comments. Case and accents do not matter, and the last word may go on. Without a " +
      "letter, digit or emoji in it, nothing is found.",
    query: PostsQuery,
    status: 200,
    reply: { kind: "json", schema: { title: "Posts", type: "array", items: Post }, paged: true },
    problems: [],
  },
  createPost: {
    method: "POST",
    path: "/families/{family_id}/posts",
    access: "account",
    summary: "Tell the family something",
    description:
      `A post has a text, photos, or both. With \`once\`, a post that is sent again is answered ` +
      `with the first one, and 200. A member ` +
      `writes at most ${MAX_POSTS_A_DAY} posts a day.`,
    body: { kind: "json", schema: CreatePostRequest },
    status: 201,
    repeatStatus: 200,
    reply: { kind: "json", schema: Post },
    problems: ["too_many_posts", "storage_full"],
  },
  getPost: {
    method: "GET",
    path: "/posts/{post_id}",
    access: "account",
    scopes: ["journal:read"],
    summary: "Show one post",
    familyScope: true,
    status: 200,
    reply: { kind: "json", schema: Post },
    problems: ["not_found"],
  },
  updatePost: {
    method: "PATCH",
    path: "/posts/{post_id}",
    access: "account",
    summary: "Change one's own post",
    familyScope: true,
    body: { kind: "json", schema: UpdatePostRequest },
    status: 200,
    reply: { kind: "json", schema: Post },
    problems: ["not_found", "forbidden", "storage_full"],
  },
  deletePost: {
    method: "DELETE",
    path: "/posts/{post_id}",
    access: "account",
    summary: "Delete a post with its comments: one's own, or as admin or owner any",
    familyScope: true,
    status: 204,
    problems: ["not_found", "forbidden", "storage_full"],
  },
  listComments: {
    method: "GET",
    path: "/posts/{post_id}/comments",
    access: "account",
    scopes: ["journal:read"],
    summary: "List the comments of a post, the oldest first",
    familyScope: true,
    query: PageQuery,
    status: 200,
    reply: {
      kind: "json",
      schema: { title: "Comments", type: "array", items: Comment },
      paged: true,
    },
    problems: ["not_found"],
  },
  createComment: {
    method: "POST",
    path: "/posts/{post_id}/comments",
    access: "account",
    summary: "Comment on a post",
    description: `A post has at most ${MAX_COMMENTS} comments.`,
    familyScope: true,
    body: { kind: "json", schema: CommentRequest },
    status: 201,
    reply: { kind: "json", schema: Comment },
    problems: ["not_found", "too_many_comments", "storage_full"],
  },
  updateComment: {
    method: "PATCH",
    path: "/comments/{comment_id}",
    access: "account",
    summary: "Change one's own comment",
    familyScope: true,
    body: { kind: "json", schema: CommentRequest },
    status: 200,
    reply: { kind: "json", schema: Comment },
    problems: ["not_found", "forbidden", "storage_full"],
  },
  deleteComment: {
    method: "DELETE",
    path: "/comments/{comment_id}",
    access: "account",
    summary: "Delete a comment: one's own, on one's own post, or as admin or owner any",
    familyScope: true,
    status: 204,
    problems: ["not_found", "forbidden", "storage_full"],
  },
  setReaction: {
    method: "PUT",
    path: "/posts/{post_id}/reaction",
    access: "account",
    summary: "React to a post; a second time, in another way",
    familyScope: true,
    body: { kind: "json", schema: ReactionRequest },
    status: 204,
    problems: ["not_found", "storage_full"],
  },
  removeReaction: {
    method: "DELETE",
    path: "/posts/{post_id}/reaction",
    access: "account",
    summary: "Take one's reaction to a post back",
    familyScope: true,
    status: 204,
    problems: ["not_found", "storage_full"],
  },
  getOwnJournal: {
    method: "GET",
    path: "/profile/journal",
    access: "session",
    summary: "Count what goes when one leaves, or deletes the account, with `journal: erase`",
    query: {
      title: "OwnJournalQuery",
      type: "object",
      additionalProperties: false,
      properties: {
        family_id: { ...Id, description: "The one family to count in; all where it is left out." },
      },
    },
    status: 200,
    reply: { kind: "json", schema: OwnJournal },
    problems: ["not_found"],
  },
  getSeen: {
    method: "GET",
    path: "/families/{family_id}/seen",
    access: "account",
    scopes: ["journal:read"],
    summary: "Tell until when one has seen the journal, and how many posts are new",
    status: 200,
    reply: { kind: "json", schema: Seen },
    problems: [],
  },
  setSeen: {
    method: "POST",
    path: "/families/{family_id}/seen",
    access: "account",
    summary: "Say until when one has seen the journal; it never goes back",
    body: { kind: "json", schema: SeenRequest },
    status: 204,
    problems: ["storage_full"],
  },
} as const satisfies Record<string, Endpoint>;
