let commonPasswords: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a folded password is on the list of common ones, as it stands or once digits and
 * punctuation are taken off its ends. The list is read when it is first asked, not at the start.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  commonPasswords ??= loadCommonPasswords();
  const list = await commonPasswords;
  const core = password.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return list.has(password) || list.has(core);
}

async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"].map((entry) => String(entry)));
}
