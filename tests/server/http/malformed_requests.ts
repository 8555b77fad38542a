/** The start of a request, up to its body. */
export const POST_LOGIN = "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

/**
 * Requests that say in two ways, or in none, where their body ends. What a proxy and a server
 * read differently lets one request hide in another (request smuggling, RFC 9112 §11.2).
 */
export const AMBIGUOUS_REQUESTS: Readonly<Record<string, string>> = {
  "both Content-Length and Transfer-Encoding":
    `${POST_LOGIN}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  "both Transfer-Encoding and Content-Length":
    `${POST_LOGIN}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  "two Content-Lengths": `${POST_LOGIN}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`,
  "a list of Content-Lengths": `${POST_LOGIN}Content-Length: 2, 2\r\n\r\n{}`,
  "a negative Content-Length": `${POST_LOGIN}Content-Length: -1\r\n\r\n`,
  "a signed Content-Length": `${POST_LOGIN}Content-Length: +2\r\n\r\n{}`,
  "a hexadecimal Content-Length": `${POST_LOGIN}Content-Length: 0x2\r\n\r\n{}`,
  "a Content-Length past every number": `${POST_LOGIN}Content-Length: ${"9".repeat(40)}\r\n\r\n`,
  "a Content-Length that is no number": `${POST_LOGIN}Content-Length: two\r\n\r\n{}`,
  "chunked not the last Transfer-Encoding":
    `${POST_LOGIN}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  "an unknown Transfer-Encoding": `${POST_LOGIN}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  "two Transfer-Encodings":
    `${POST_LOGIN}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
  "a space before the colon of Transfer-Encoding":
    `${POST_LOGIN}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  "a vertical tab before chunked": `${POST_LOGIN}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`,
  "a chunk size that is no number": `${POST_LOGIN}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
  "a chunk size past every number":
    `${POST_LOGIN}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n`,
  "a negative chunk size": `${POST_LOGIN}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n`,
  "a second chunk that is none":
    `${POST_LOGIN}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n\r\n`,
  "a chunk longer than it says":
    `${POST_LOGIN}Transfer-Encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n`,
};

/** What else a server must not take for a request, by what is wrong with it. */
export const MALFORMED_REQUESTS: Readonly<Record<string, string>> = {
  "no Host": "GET /health HTTP/1.1\r\n\r\n",
  "two Hosts": "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
  "the same Host twice": "GET /health HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
  "a Host that is none": "GET /health HTTP/1.1\r\nHost: a b/@\r\n\r\n",
  "a Host with a path": "GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n",

  "a star for a target": "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
  "OPTIONS of everything": "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
  "an absolute target that is no URL": "GET http://[/health HTTP/1.1\r\nHost: x\r\n\r\n",
  "a target of another scheme": "GET ftp://x/health HTTP/1.1\r\nHost: x\r\n\r\n",
  "CONNECT": "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
  "a backslash in the path": "GET /\\health HTTP/1.1\r\nHost: x\r\n\r\n",
  "a percent sign that encodes nothing": "GET /families/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
  "percent-encoded bytes that are not UTF-8": "GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
  "a percent-encoded NUL": "GET /profile%00 HTTP/1.1\r\nHost: x\r\n\r\n",
  "a percent-encoded slash": "GET /%2fprofile HTTP/1.1\r\nHost: x\r\n\r\n",
  "a path upwards": "GET /docs/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
  "a percent-encoded path upwards": "GET /docs/%2e%2e%2fdeno.json HTTP/1.1\r\nHost: x\r\n\r\n",
  "raw bytes in the path": "GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
  "a control character in the path": "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
  "a target past 16 KiB": `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,

  "a NUL in a header": "GET /health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
  "a bare CR in a header": "GET /health HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
  "a folded header": "GET /health HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
  "a header without a name": "GET /health HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n",
  "a header without a colon": "GET /health HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n",
  "lines that end without CR": "GET /health HTTP/1.1\nHost: x\n\n",

  "a method in small letters": "get /health HTTP/1.1\r\nHost: x\r\n\r\n",
  "a method that nobody knows": "FROBNICATE /health HTTP/1.1\r\nHost: x\r\n\r\n",
  "TRACK": "TRACK /health HTTP/1.1\r\nHost: x\r\n\r\n",
  "HTTP/9.9": "GET /health HTTP/9.9\r\nHost: x\r\n\r\n",
  "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "a TLS greeting": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  "another protocol": "EHLO example.org\r\n",
  "bytes of nothing": "\0\x01\x02\xff\r\n\r\n",
};
