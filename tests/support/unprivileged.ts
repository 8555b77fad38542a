/**
 * What to put before a command so that file modes hold for it. Root is bound by them only once it
 * has given up to override them, which takes `setpriv`; without that, `undefined`.
 */
export const UNPRIVILEGED: readonly string[] | undefined = findWrapper();

/**
 * What to put before a command so that it runs as a user who is not root, and owns what the tests
 * own; `undefined` where the system has no namespaces of users.
 */
export const AS_ANOTHER_USER: readonly string[] | undefined = Deno.uid() === 0
  ? findWorking(["unshare", "--user", "--map-user=1000"])
  : [];

function findWrapper(): readonly string[] | undefined {
  if (Deno.uid() !== 0) return [];
  return findWorking(["setpriv", "--bounding-set=-dac_override,-dac_read_search"]);
}

function findWorking(wrapper: readonly string[]): readonly string[] | undefined {
  try {
    const [program, ...args] = wrapper;
    return new Deno.Command(program!, { args: [...args, "true"] }).outputSync().success
      ? wrapper
      : undefined;
  } catch {
    return undefined;
  }
}
