import { findProgram } from "./find_program.ts";

/** The user id and group id that own nothing. */
export const NOBODY = 65534;

/**
 * What to put before a command so that another account than root's runs it, without any network;
 * `undefined` where that is not possible.
 */
export const OFFLINE_AS_NOBODY: readonly string[] | undefined = findWrapper();

function findWrapper(): readonly string[] | undefined {
  const [unshare, setpriv] = [findProgram("unshare"), findProgram("setpriv")];
  if (Deno.uid() !== 0 || unshare === undefined || setpriv === undefined) return undefined;
  const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const wrapper = [unshare, "--net", setpriv, ...ids];
  const [program, ...args] = wrapper;
  return new Deno.Command(program!, { args: [...args, "true"] }).outputSync().success
    ? wrapper
    : undefined;
}
