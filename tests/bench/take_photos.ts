import { DatabaseSync } from "node:sqlite";
import { makePhonePhoto } from "../server/photos/sample_pictures.ts";
import { openConnection } from "../support/raw_connection.ts";
import type { ServerProcess } from "../support/server_process.ts";
import { addPosts } from "./fill/add_posts.ts";
import type { FilledCircle } from "./filled_circle.ts";
import { takeRounds } from "./take_rounds.ts";
import { timeOf } from "./time_of.ts";

/** A photo of a family, with a token of the member who took it. */
interface TakenPhoto {
  readonly token: string;
  readonly familyId: string;
  readonly photoId: string;
}

/** Takes photos, one after another; returns the last one, and the median of their milliseconds. */
export async function takePhotos(
  { dataDir, callers, issue }: FilledCircle,
  server: ServerProcess,
  count: number,
): Promise<[TakenPhoto, number]> {
  const [caller] = callers as [FilledCircle["callers"][0]];
  const { familyId, accountId: authorId } = caller;
  {
    using database = new DatabaseSync(`${dataDir}/circle.db`);
    addPosts(database, { familyId, authorId }, 40);
  }
  const token = await issue(caller);
  const photo = new Uint8Array(await (await makePhonePhoto()).arrayBuffer());
  let photoId = "";
  const send = async () => {
    using connection = await openConnection(server.url);
    await connection.send(
      `POST /families/${familyId}/photos HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Length: ${photo.length}\r\n\r\n`,
    );
    await connection.send(photo.subarray(0, -1));
    return await timeOf(async () => {
      await connection.send(photo.subarray(-1));
      photoId = JSON.parse((await connection.readAnswer())!.text).id;
    });
  };
  await send(); // loads the library
  const { taking } = await takeRounds(count, { taking: send });
  await server.call("POST", `/families/${familyId}/posts`, {
    token,
    body: { photos: [{ id: photoId }] },
  });
  return [{ token, familyId, photoId }, taking];
}
