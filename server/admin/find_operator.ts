/** The account of the operating system that runs this process; null where it is unknown. */
export async function findOperator(
  sudoUser: string | undefined,
): Promise<string | null> {
  const uid = Deno.uid();
  if (uid === null) return null; // Windows
  const name = await findName(uid) ?? `user ${uid}`;
  return sudoUser && sudoUser !== name ? `${sudoUser} as ${name}` : name;
}

/** A user of the operating system, as `chown` takes it. */
export async function nameUser(uid: number | null): Promise<string> {
  return (uid === null ? undefined : await findName(uid)) ?? String(uid);
}

/** A user with its login group, as `chown` takes it: `circle:`, but a number that has no name alone. */
export async function nameOwner(uid: number | null): Promise<string> {
  const user = await nameUser(uid);
  return /^\d+$/.test(user) ? user : `${user}:`;
}

async function findName(uid: number): Promise<string | undefined> {
  const lines = await Deno.readTextFile("/etc/passwd").catch(() => "");
  const line = lines.split("\n").find((line) => line.split(":")[2] === String(uid));
  return line?.split(":")[0];
}
