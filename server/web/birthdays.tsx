import { BIRTHDAY_DAYS } from "../../shared/contract/people.ts";
import { dayIn } from "../people/days.ts";
import { Occasions } from "./occasions.tsx";
import { getOwnFamily } from "./own_family.ts";
import type { PageResult, SignedInRequest, WebDeps } from "./page.ts";
import { WORDS } from "./words.ts";

/** `GET /f/{family}/birthdays`: a whole year of them. */
export async function showBirthdays(
  { auth }: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const today = dayIn(auth.config.timeZone, auth.now());
  const query = { from: today, days: BIRTHDAY_DAYS.most };
  const occasions = await request.call("listBirthdays", { params: { family_id }, query });
  const { birthdays: words } = WORDS;
  return {
    kind: "page",
    title: words.title,
    familyId: family_id,
    content: (
      <>
        <h1>{words.title}</h1>
        <p>
          <a href={`/f/${family_id}/feeds`}>{words.calendar}</a>
        </p>
        {occasions.length === 0 && <p class="quiet">{words.none}</p>}
        <Occasions {...{ occasions, today }} familyId={family_id} />
      </>
    ),
  };
}
