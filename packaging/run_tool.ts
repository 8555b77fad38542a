/** Runs a program to its end; throws what it says if it fails. */
export async function runTool(
  program: "deno" | "tar",
  args: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<void> {
  const { success, stderr } = await new Deno.Command(
    program === "deno" ? Deno.execPath() : program,
    { args: [...args], cwd, env: { NO_COLOR: "1" }, stdout: "null", stderr: "piped" },
  ).output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}
