// @ts-types="@types/pg"
import { Client } from "pg";

// How many rows `pg` reads in a second by their primary key, each connection one after another.
const [url = "", seconds, connections, ...ids] = Deno.args;
const READ = {
  name: "read",
  text: "select id, email, name, created_at from accounts where id = $1",
};
const clients = Array.from(
  { length: Number(connections) },
  () => new Client({ connectionString: url }),
);
await Promise.all(clients.map((client) => client.connect()));
const startedAt = performance.now();
const end = startedAt + Number(seconds) * 1000;
let count = 0;
await Promise.all(clients.map(async (client) => {
  for (; performance.now() < end; count++) {
    const { rows } = await client.query({ ...READ, values: [ids[count % ids.length]] });
    if (rows.length !== 1) throw new Error("there is no such account");
  }
}));
console.log(count / (performance.now() - startedAt) * 1000);
await Promise.all(clients.map((client) => client.end()));
