/** What the bare servers answer: as many bytes of JSON as a profile has. */
export const FIXED_ANSWER = new TextEncoder().encode(JSON.stringify({ fixed: "x".repeat(230) }));

export const FIXED_HEADERS = {
  "Content-Type": "application/json",
  "Content-Length": String(FIXED_ANSWER.length),
};
