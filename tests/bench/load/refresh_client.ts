import { PASSWORD } from "../fill/make_family.ts";

// Goes on with a session of each person, each refresh after the one before; prints refreshes a second.
const [url, seconds, ...emails] = Deno.args;

async function post(path: string, body: object): Promise<{ refresh_token: string }> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`the server answers ${response.status}`);
  return await response.json();
}

const sessions = await Promise.all(
  emails.map((email) => post("/login", { email, password: PASSWORD })),
);
const startedAt = performance.now();
const end = startedAt + Number(seconds) * 1000;
let count = 0;
await Promise.all(sessions.map(async ({ refresh_token }) => {
  for (; performance.now() < end; count++) {
    ({ refresh_token } = await post("/token/refresh", { refresh_token }));
  }
}));
console.log(count / (performance.now() - startedAt) * 1000);
