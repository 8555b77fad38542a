/// <reference lib="deno.worker" />

/** The same picture, sent many times at once. */
export interface Uploads {
  /** Where each goes, with the access token for it. */
  readonly targets: readonly { readonly url: string; readonly token: string }[];
  readonly body: Blob;
}

/** How an upload was answered. */
export interface UploadAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
}

/** A worker of its own sends them, so that the test's own thread is free to measure. */
export async function sendInWorker(uploads: Uploads): Promise<UploadAnswer[]> {
  const worker = new Worker(import.meta.url, { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<UploadAnswer[]>();
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  worker.postMessage(uploads);
  try {
    return await promise;
  } finally {
    worker.terminate();
  }
}

/** Sends a picture on a connection of its own: idle ones may be ended while they are taken again. */
export async function upload(
  { url, token }: Uploads["targets"][number],
  body: Blob,
): Promise<UploadAnswer> {
  using client = Deno.createHttpClient({});
  const response = await fetch(url, {
    method: "POST",
    headers: { "Authorization": `Bearer ${token}`, "Content-Type": "image/jpeg" },
    body,
    client,
  });
  await response.body?.cancel();
  return { status: response.status, retryAfter: response.headers.get("retry-after") };
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.onmessage = async ({ data }: MessageEvent<Uploads>) => {
    self.postMessage(await Promise.all(data.targets.map((target) => upload(target, data.body))));
  };
}
