import { findProgram } from "../support/find_program.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { waitFor } from "../support/wait_for.ts";
import { spawnProgram } from "./programs.ts";
import type { Started } from "./started.ts";

/** nginx, where it is installed. */
export const NGINX = findProgram("nginx");

/** Starts nginx in front of several servers, and gives its address. */
export async function balance(started: Started, urls: readonly string[]): Promise<string> {
  const { path } = await started.keep(makeTempFolder());
  const port = takeFreePort();
  await Deno.writeTextFile(`${path}/nginx.conf`, formatConfig(path, port, urls));
  const args = ["-e", `${path}/errors`, "-c", `${path}/nginx.conf`];
  await spawnProgram(started, { program: NGINX!, args });
  const url = `http://127.0.0.1:${port}`;
  await waitFor("nginx", () => fetch(`${url}/health`).then((it) => it.text(), () => undefined));
  return url;
}

/** One process, so that it ends when it is told to. */
function formatConfig(folder: string, port: number, urls: readonly string[]): string {
  const servers = urls.map((url) => `server ${new URL(url).host};`).join(" ");
  return `
    daemon off;
    master_process off;
    pid ${folder}/pid;
    events {}
    http {
      access_log off;
      client_body_temp_path ${folder};
      proxy_temp_path ${folder};
      upstream circle { ${servers} keepalive 32; }
      server {
        listen 127.0.0.1:${port};
        keepalive_requests 1000000000;
        location / {
          proxy_pass http://circle;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $host;
        }
      }
    }`;
}

function takeFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
