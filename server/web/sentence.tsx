import type { Child } from "hono/jsx";

/**
 * A sentence with what stands in its braces. A name may be written from right to left, which must
 * not turn the words around it.
 */
export function Sentence(
  { text, ...parts }: { readonly text: string } & Readonly<Record<string, Child>>,
) {
  return (
    <>
      {text.split(/(\{\w+\})/).map((piece) => {
        const name = /^\{(\w+)\}$/.exec(piece)?.[1];
        if (name === undefined) return piece;
        const part = parts[name];
        return typeof part === "string" ? <bdi>{part}</bdi> : part;
      })}
    </>
  );
}
