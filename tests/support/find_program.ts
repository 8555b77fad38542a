/** The path of a program, `undefined` where it is not installed: its tests are ignored there. */
export function findProgram(name: string): string | undefined {
  return (Deno.env.get("PATH") ?? "").split(":").map((folder) => `${folder}/${name}`)
    .find((path) => isFile(path));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
