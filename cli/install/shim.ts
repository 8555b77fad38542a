/** What a shim runs. */
interface ShimTarget {
  /** The program of Deno. */
  readonly deno: string;
  /** The folder of this checkout. */
  readonly checkout: string;
  readonly os: typeof Deno.build.os;
}

const MARK = "circle, made by `deno task install` of CircleShare";

/** Whether a file is a shim of ours, which may be replaced. */
export function isShim(text: string): boolean {
  return text.includes(MARK);
}

/**
 * A small script named `circle`. It grants the command its config folder, found as in
 * `config_folder.ts`, and its token file; the other permissions are in `deno.json`.
 */
export function formatShim(target: ShimTarget): string {
  return target.os === "windows" ? formatBatch(target) : formatShell(target);
}

/** For any POSIX shell. */
function formatShell({ deno, checkout, os }: ShimTarget): string {
  const usual = os === "darwin" ? "Library/Application Support/circle" : ".config/circle";
  return `#!/bin/sh
# ${MARK}: run that again to make it anew.
checkout=${quote(checkout)}
deno=${quote(deno)}

fail() {
  echo "circle: $1" >&2
  exit 1
}

[ -f "$checkout/cli/main.ts" ] ||
  fail "CircleShare is no longer in $checkout, or you may not look into it. Run deno task install where it is now."
[ -x "$deno" ] || deno=$(command -v deno) || fail "Deno, which it needs, is no longer installed."

if [ -n "\${CIRCLE_CONFIG_DIR:-}" ]; then
  folder=$CIRCLE_CONFIG_DIR
else
  case \${XDG_CONFIG_HOME:-} in
    /*) folder=$XDG_CONFIG_HOME/circle ;;
    *) folder="\${HOME:-}/${usual}" ;;
  esac
fi
case $folder\${CIRCLE_TOKEN_FILE:-} in
  *,*) fail "Deno cannot be granted a path with a comma: $folder \${CIRCLE_TOKEN_FILE:-}" ;;
esac

export DENO_NO_UPDATE_CHECK=1
exec "$deno" run -q --no-prompt --config="$checkout/deno.json" -P=cli \\
  --allow-read="$folder\${CIRCLE_TOKEN_FILE:+,$CIRCLE_TOKEN_FILE}" \\
  --allow-write="$folder" \\
  "$checkout/cli/main.ts" "$@"
`;
}

/** A text quoted for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function formatBatch({ deno, checkout }: ShimTarget): string {
  const escape = (path: string) => path.replaceAll("%", "%%");
  return [
    "@echo off",
    `rem ${MARK}: run that again to make it anew.`,
    "setlocal",
    'set "FOLDER=%CIRCLE_CONFIG_DIR%"',
    'if not defined FOLDER set "FOLDER=%APPDATA%\\circle"',
    'set "READ=%FOLDER%"',
    'if defined CIRCLE_TOKEN_FILE set "READ=%FOLDER%,%CIRCLE_TOKEN_FILE%"',
    'set "DENO_NO_UPDATE_CHECK=1"',
    `"${escape(deno)}" run -q --no-prompt "--config=${escape(checkout)}\\deno.json" -P=cli ` +
    `"--allow-read=%READ%" "--allow-write=%FOLDER%" "${escape(checkout)}\\cli\\main.ts" %*`,
    "",
  ].join("\r\n");
}
