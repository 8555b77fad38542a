import { run } from "./run.ts";

const { args, env, stdin, stderr } = Deno;
const terminal = {
  isRead: stderr.isTerminal(),
  print: console.log,
  say: console.error,
  input: stdin,
  write: (text: string) => void stderr.writeSync(new TextEncoder().encode(text)),
};

Deno.exit(await run(args, { terminal, environment: env.toObject() }));
