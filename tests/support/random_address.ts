/** An address of nobody, which hardly any other call has used: wrong guesses are counted by it. */
export function randomAddress(): string {
  return `10.${crypto.getRandomValues(new Uint8Array(3)).join(".")}`;
}
