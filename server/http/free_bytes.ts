/**
 * Gives back the memory of bytes that nobody needs any more. The garbage collector would do it much
 * later: it sees small objects, and not the megabytes behind them. Bytes that share their memory
 * with others are left to it.
 */
export function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.detached) return;
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}
