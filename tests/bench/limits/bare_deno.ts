import { FIXED_ANSWER, FIXED_HEADERS } from "./fixed_answer.ts";

// What `Deno.serve` does at best: nothing but answer.
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ hostname, port }) => console.log(`http://${hostname}:${port}`),
}, () => new Response(FIXED_ANSWER, { headers: FIXED_HEADERS }));
