import assert from "node:assert/strict";
import { findProgram } from "./support/find_program.ts";
import { V8_FLAGS } from "./support/server_process.ts";

const MANUAL = new URL("../docs/operations.md", import.meta.url);

Deno.test({
  name: "docs/operations.md: Caddy accepts its configuration",
  ignore: findProgram("caddy") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    const path = await folder.write("Caddyfile", await readBlock("caddyfile"));
    await accept("caddy", ["adapt", "--validate", "--config", path]);
  },
});

Deno.test({
  name: "docs/operations.md: systemd accepts its unit",
  ignore: findProgram("systemd-analyze") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    const path = await folder.write("circle.service", await readBlock("ini"));
    await accept("systemd-analyze", ["verify", "--man=no", path]);
  },
});

Deno.test("docs/operations.md: systemd uses the same flags as deno task serve", async () => {
  assert.ok((await readBlock("ini")).includes(` ${V8_FLAGS} -P=server `));
});

Deno.test({
  name: "docs/operations.md: nginx accepts its configuration",
  ignore: findProgram("nginx") === undefined || findProgram("openssl") === undefined,
  fn: async () => {
    await using folder = await makeFolder();
    const [certificate, key] = [`${folder.path}/circle.pem`, `${folder.path}/circle.key`];
    await accept("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=circle.example.org"],
      ...["-keyout", key, "-out", certificate],
    ]);
    const site = (await readBlock("nginx"))
      .replace("/etc/ssl/certs/circle.example.org.pem", certificate)
      .replace("/etc/ssl/private/circle.example.org.key", key);
    const path = await folder.write(
      "nginx.conf",
      `pid ${folder.path}/pid;\nevents {}\nhttp {\naccess_log off;\n${site}}\n`,
    );
    await accept("nginx", ["-t", "-e", `${folder.path}/errors`, "-c", path]);
  },
});

async function readBlock(language: string): Promise<string> {
  const manual = await Deno.readTextFile(MANUAL);
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(manual)?.[1];
  assert.ok(block, `docs/operations.md has a block of ${language}`);
  return block;
}

async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "circle-operations-" });
  return {
    path,
    write: async (name: string, text: string) => {
      await Deno.writeTextFile(`${path}/${name}`, text);
      return `${path}/${name}`;
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Runs a program that must be content. */
async function accept(program: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(findProgram(program)!, { args: [...args] })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
