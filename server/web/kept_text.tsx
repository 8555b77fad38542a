import type { FormFields } from "./page.ts";
import { WORDS } from "./words.ts";

/** What somebody typed into a form that is not shown again, to be copied from there. */
export function KeptText({ form }: { readonly form: FormFields }) {
  const texts = listTypedTexts(form);
  if (texts.length === 0) return null;
  return (
    <div class="field">
      <label for="kept">{WORDS.keptText}</label>
      <textarea id="kept" dir="auto" rows={6} readonly>{`\n${texts.join("\n")}`}</textarea>
    </div>
  );
}

/** What was typed, but for secrets, in the order of its fields. */
function listTypedTexts(form: FormFields): string[] {
  return Object.entries(form)
    .filter(([name, text]) => text !== "" && !SECRET.test(name) && !CHOSEN.test(name))
    .map(([, text]) => text);
}

const SECRET = /password|made_up|code/;

/** Fields that nobody types into. */
const CHOSEN =
  /^(once|to|until|person|role|kind|format|forget|erase_journal|keep_tokens|deceased|max_uses|expires_in_days|photos|response|list)$|^remove_|_month$|_id$/;
