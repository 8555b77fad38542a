/** The standard streams of a process, and its signals; the `Deno` namespace has them. */
export interface Streams {
  readonly stdin: Pick<typeof Deno.stdin, "read" | "setRaw" | "isTerminal" | "readable">;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly noColor: boolean;
  readonly consoleSize: () => { readonly columns: number };
  readonly build: { readonly os: typeof Deno.build.os };
  readonly addSignalListener: typeof Deno.addSignalListener;
  readonly removeSignalListener: typeof Deno.removeSignalListener;
}

/** Where bytes are written to. */
export type OutputStream = Pick<typeof Deno.stdout, "writeSync" | "isTerminal">;

/** Columns of the terminal; `undefined` if it is none, or does not say. */
export function measureWidth({ consoleSize }: Streams): number | undefined {
  try {
    return consoleSize().columns || undefined; // 0 on a terminal that has no size
  } catch {
    return undefined;
  }
}

/** Writes all of some data, however little the system takes at a time. */
export function writeAll(stream: OutputStream, data: string | Uint8Array): void {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}
