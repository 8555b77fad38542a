import { runProgram } from "./run_program.ts";

/** A certificate of an authority that nobody knows, for one host name. */
export interface TestCertificate {
  readonly key: string;
  readonly certificate: string;
  /** The file of the authority's own. */
  readonly authority: string;
}

/** Makes a certificate by `openssl`, in files of a folder. */
export async function makeCertificate(folder: string, host: string): Promise<TestCertificate> {
  const file = (name: string) => `${folder}/${name}`;
  const openssl = async (...args: string[]) => {
    const { code, stderr } = await runProgram("openssl", {
      args,
      env: { PATH: Deno.env.get("PATH") ?? "" },
    });
    if (code !== 0) throw new Error(stderr);
  };
  const make = (name: string, subject: string) => [
    ...["-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${subject}`],
    ...["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)],
  ];
  await openssl("req", "-x509", ...make("authority", "Authority"));
  await openssl("req", ...make("request", host));
  await Deno.writeTextFile(file("names"), `subjectAltName=DNS:${host}`);
  await openssl(
    ...["x509", "-req", "-in", file("request.pem"), "-extfile", file("names")],
    ...["-CA", file("authority.pem"), "-CAkey", file("authority.key"), "-CAcreateserial"],
    ...["-out", file("host.pem")],
  );
  return {
    key: file("request.key"),
    certificate: file("host.pem"),
    authority: file("authority.pem"),
  };
}
