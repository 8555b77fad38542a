import { declareComment, declareReact } from "./answer_post.ts";
import { declareExport } from "./export_family.ts";
import { group, type OpenContext } from "./command.ts";
import { declareList, declareShow } from "./read_journal.ts";
import { declarePhoto } from "./save_photo.ts";
import { declareDelete, declareEdit, declarePost } from "./write_journal.ts";

/** `circle journal` */
export function declareJournal(open: OpenContext) {
  const journal = group("journal", "what the family tells each other", [
    declarePost(open),
    declareShow(open),
    declareEdit(open),
    declareDelete(open),
    declareComment(open),
    declareReact(open),
    declarePhoto(open),
    declareExport(open),
  ]);
  return journal.addCommand(declareList(open), { isDefault: true });
}
