import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeDevice } from "../../support/device.ts";
import { findProgram } from "../../support/find_program.ts";
import { runProgram } from "../../support/run_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

/** What is wrong with a server's certificate, and what the person reads about it. */
const FAULTS = {
  "has expired": {
    dates: ["20200101000000Z", "20200201000000Z"],
    names: "IP:127.0.0.1",
    message:
      /has a certificate that expired on 2020-02-01\. The person who hosts the server must renew it\./,
  },
  "is not valid yet": {
    dates: ["20400101000000Z", "20410101000000Z"],
    names: "IP:127.0.0.1",
    message: /that is not valid before 2040-01-01\. Is the clock of this computer right\?/,
  },
  "is for another host": {
    dates: ["20200101000000Z", "20490101000000Z"],
    names: "DNS:other.example.org",
    message: /a certificate for other names \(other\.example\.org\)\. Is the address right\?/,
  },
} as const;

const GOOD = { dates: ["20200101000000Z", "20490101000000Z"], names: "IP:127.0.0.1" } as const;

const OPENSSL_CONFIG = `[ca]
default_ca = own
[own]
dir = .
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
[any]
commonName = supplied
`;

interface Certificate {
  readonly dates: readonly [from: string, until: string];
  readonly names: string;
}

/** A folder with an authority of our own, and the certificate of a server that it signed. */
async function makeCertificate({ dates: [from, until], names }: Certificate) {
  const folder = await makeTempFolder();
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder.path}/${name}`, text);
  await write("ca.cnf", OPENSSL_CONFIG);
  await write("index.txt", "");
  await write("serial", "01");
  await write(
    "names.ext",
    `subjectAltName=${names}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n`,
  );
  const newKey = (name: string) => ["-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`];
  for (
    const args of [
      ["req", "-x509", ...newKey("ca"), "-out", "ca.pem", "-days", "30", "-subj", "/CN=Own"],
      ["req", ...newKey("server"), "-out", "server.csr", "-subj", "/CN=server"],
      ["ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key"].concat(
        ["-in", "server.csr", "-out", "server.pem", "-extfile", "names.ext", "-notext"],
        ["-startdate", from, "-enddate", until],
      ),
    ]
  ) {
    const options = { args, env: { PATH: Deno.env.get("PATH")! }, cwd: folder.path };
    const { code, stderr } = await runProgram("openssl", options);
    if (code !== 0) throw new Error(stderr);
  }
  return folder;
}

async function startTlsServer(folder: string, name = "server") {
  const server = createServer({
    key: await Deno.readTextFile(`${folder}/${name}.key`),
    cert: await Deno.readTextFile(`${folder}/${name}.pem`),
  }, (_request, response) => response.end('{"status":"ok"}'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function testWithCertificate(
  name: string,
  certificate: Certificate,
  test: (url: string, folder: string) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: findProgram("openssl") === undefined,
    async fn() {
      await using folder = await makeCertificate(certificate);
      await using server = await startTlsServer(folder.path);
      await test(server.url, folder.path);
    },
  });
}

async function callHealth(url: string, env: Readonly<Record<string, string>> = {}) {
  await using device = await makeDevice();
  return await device.runProcess(["api", "/health", "--server", url], { env });
}

for (const [fault, { message, ...certificate }] of Object.entries(FAULTS)) {
  testWithCertificate(
    `a certificate that ${fault} is named as such`,
    certificate,
    async (url, folder) => {
      const { code, stderr } = await callHealth(url, { DENO_CERT: `${folder}/ca.pem` });
      assert.equal(code, 3);
      assert.match(stderr, message);
    },
  );
}

testWithCertificate(
  "an unknown certificate authority is named, with how to trust it",
  GOOD,
  async (url, folder) => {
    const { code, stderr } = await callHealth(url);
    assert.equal(code, 3);
    assert.match(stderr, /an authority that circle does not know\. .*DENO_CERT=ca\.pem\./);
    assert.match(stderr, /DENO_TLS_CA_STORE=system/);
    const trusted = await callHealth(url, { DENO_CERT: `${folder}/ca.pem` });
    assert.deepEqual({ ...trusted }, { code: 0, stdout: '{"status":"ok"}\n', stderr: "" });
    const missing = await callHealth(url, { DENO_CERT: `${folder}/none.pem` });
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /DENO_CERT names a file that cannot be opened \(No such file/);
  },
);

testWithCertificate(
  "a certificate that signs itself is named as such",
  GOOD,
  async (_url, folder) => {
    await using server = await startTlsServer(folder, "ca");
    const { code, stderr } = await callHealth(server.url, { DENO_CERT: `${folder}/ca.pem` });
    assert.equal(code, 3);
    assert.match(stderr, /has a certificate that signs itself, which cannot be trusted\./);
  },
);

Deno.test("a TLS connection that fails for another reason names the reason", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const refusal = Uint8Array.of(21, 3, 3, 0, 2, 2, 40); // an alert: handshake_failure (RFC 8446 §6)
  const refused = listener.accept().then(async (connection) => {
    await connection.read(new Uint8Array(4096));
    await connection.write(refusal);
    connection.close();
  });
  const { code, stderr } = await callHealth(`https://127.0.0.1:${listener.addr.port}`);
  await refused;
  assert.equal(code, 3);
  assert.match(stderr, / cannot be trusted: the TLS connection failed \(HandshakeFailure\)\.\n$/);
});

Deno.test("a name that is not known is told, an international one in both of its forms", async () => {
  for (const host of ["no-such-host.invalid", "b\u00fccher.invalid"]) {
    const { code, stderr } = await callHealth(host);
    assert.equal(code, 3);
    const name = host.startsWith("b") ? "xn--bcher-kva.invalid (b\u00fccher.invalid)" : host;
    assert.equal(
      stderr,
      `circle: https://${name} cannot be reached: its name is not known. Is the address spelled right?\n`,
    );
  }
});

for (const host of ["127.0.0.1", "localhost", "LOCALHOST"]) {
  Deno.test(`a plain server named ${host} without http:// says how to name it`, async () => {
    await using device = await makeDevice();
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => Response.json({}),
    );
    const { port } = server.addr;
    const { code, stderr } = await device.run(["api", "/health", "--server", `${host}:${port}`]);
    await server.shutdown();
    const name = host.toLowerCase();
    assert.equal(code, 3);
    assert.equal(
      stderr,
      `circle: https://${name}:${port} does not speak TLS. If you mean plain http: --server http://${name}:${port}\n`,
    );
  });
}
