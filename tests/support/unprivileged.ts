/**
 * What to put before a command so that file modes hold for it. Root is bound by them only once it
 * has given up to override them, which takes `setpriv`; without that, `undefined`.
 */
export const UNPRIVILEGED: readonly string[] | undefined = findWrapper();

function findWrapper(): readonly string[] | undefined {
  if (Deno.uid() !== 0) return [];
  const wrapper = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
  try {
    const [program, ...args] = wrapper;
    return new Deno.Command(program!, { args: [...args, "true"] }).outputSync().success
      ? wrapper
      : undefined;
  } catch {
    return undefined;
  }
}
