import type { Profile } from "../../shared/contract/accounts.ts";
import type { AddedPasskey } from "../../shared/contract/passkey_fields.ts";
import type { NewDevice } from "../../shared/contract/sessions.ts";
import { formatDay, formatRecent } from "./dates.ts";
import { describeDevice } from "./describe_device.ts";
import { PostForm } from "./form.tsx";
import type { WebDeps } from "./page.ts";
import { Sentence } from "./sentence.tsx";
import { WORDS } from "./words.ts";

/** The server has another address than the one that the page was opened at. */
export function HomeNotice(
  { publicUrl, home }: { readonly publicUrl: string; readonly home: string },
) {
  return (
    <p class="quiet home">
      <Sentence text={WORDS.homeNotice} url={<a href={home}>{publicUrl}</a>} />
    </p>
  );
}

interface AccountNoticesProps {
  readonly web: WebDeps;
  readonly profile: Profile;
}

/** What happened to an account and was not done in this session: the person may not have wanted it. */
export function AccountNotices({ web, profile }: AccountNoticesProps) {
  return (
    <>
      <ResetNotice web={web} profile={profile} />
      {profile.new_devices?.map((device) => <NewDeviceNotice web={web} device={device} />)}
      {profile.new_passkeys?.map((passkey) => <NewPasskeyNotice {...{ web, passkey }} />)}
    </>
  );
}

/** Someone made a reset code for this account, which its person can still cancel. */
function ResetNotice({ web, profile }: AccountNoticesProps) {
  const { pending_reset: pending } = profile;
  if (!pending) return null;
  return (
    <section class="notice" role="alert">
      <p>
        <Sentence
          text={WORDS.resetNotice.lead}
          by={pending.by?.name ?? WORDS.resetNotice.someone}
          date={formatDay(pending.works_from, web.auth.config.timeZone)}
        />
      </p>
      <PostForm web={web} action="/account/password/keep" submit={WORDS.resetNotice.submit} />
    </section>
  );
}

/** A device came in by approval, and nobody has called it their own yet. */
function NewDeviceNotice({ web, device }: { readonly web: WebDeps; readonly device: NewDevice }) {
  const { newDevice: words } = WORDS;
  const { id, device: agent, approved_by, created_at } = device;
  const { timeZone } = web.auth.config;
  return (
    <section class="notice" role="alert">
      <p>
        <Sentence
          text={words.lead}
          device={describeDevice(agent)}
          moment={formatRecent(created_at, { now: web.auth.now(), timeZone })}
          approver={describeDevice(approved_by)}
        />
      </p>
      <PostForm web={web} action={`/account/devices/${id}/end`} submit={words.end} isDangerous />
      <PostForm web={web} action={`/account/devices/${id}/keep`} submit={words.keep} isSecond />
    </section>
  );
}

/** Another session added a passkey, and nobody has called it their own yet. */
function NewPasskeyNotice(
  { web, passkey }: { readonly web: WebDeps; readonly passkey: AddedPasskey },
) {
  const { newPasskey: words } = WORDS;
  const { id, name, added_by, created_at } = passkey;
  const { timeZone } = web.auth.config;
  return (
    <section class="notice" role="alert">
      <p>
        <Sentence
          text={words.lead}
          name={name}
          moment={formatRecent(created_at, { now: web.auth.now(), timeZone })}
          device={describeDevice(added_by)}
        />
      </p>
      <p>
        <a class="button danger" href={`/account/passkeys/${id}/remove`}>{words.remove}</a>
      </p>
      <PostForm web={web} action={`/account/passkeys/${id}/keep`} submit={words.keep} isSecond />
    </section>
  );
}
