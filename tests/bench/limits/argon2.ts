import { availableParallelism } from "node:os";
import { hash } from "@node-rs/argon2";

/** The cost that passwords are hashed at where no setting says otherwise. */
const COST = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

// How many passwords all cores hash in a second, and nothing else.
const seconds = Number(Deno.args[0]);
const password = new TextEncoder().encode("sailing boats in the garden");
const startedAt = performance.now();
const end = startedAt + seconds * 1000;
let count = 0;
await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  for (; performance.now() < end; count++) await hash(password, COST);
}));
console.log(count / (performance.now() - startedAt) * 1000);
