import { VALUED_OPTIONS } from "./named_files.ts";

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
 * `config_folder.ts`, its token file, and the files that its command line names, found as in
 * `named_files.ts`; the other permissions are in `deno.json`.
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

read=$folder\${CIRCLE_TOKEN_FILE:+,$CIRCLE_TOKEN_FILE}
write=$folder

# Files that the command line names, as in cli/install/named_files.ts.
command= photos= target= option= rest= comma= words=0
add_photo() {
  photos=$photos\${1:+,$1}
  case $1 in *,*) comma=$1 ;; esac
}
for word in "$@"; do
  if [ -n "$option" ]; then
    [ "$option" != --photo ] || add_photo "$word"
    option=
    continue
  fi
  if [ -z "$rest" ]; then
    case $word in
      -) ;;
      --) rest=yes; continue ;;
      --photo=*) add_photo "\${word#--photo=}"; continue ;;
      ${VALUED_OPTIONS.join(" | ")}) option=$word; continue ;;
      -*) continue ;;
    esac
  fi
  words=$((words + 1))
  case $words in
    1) command=$word ;;
    2) command=$command/$word ;;
    3) [ "$command" != journal/export ] || target=$word ;;
    4) [ "$command" != journal/photo ] || target=$word ;;
  esac
done
if [ "$command" = journal/post ]; then
  [ -z "$comma" ] || fail "Deno cannot be granted a path with a comma: $comma"
  read=$read$photos
fi
case $target in
  *,*) fail "Deno cannot be granted a path with a comma: $target" ;;
  "" | -) ;;
  *)
    read=$read,$target,$target.part
    write=$write,$target,$target.part
    ;;
esac

# Packages that every account can read, as long as they are those of the checkout.
packages=none
! cmp -s "$checkout/deno.lock" "$checkout/node_modules/.circle.lock" || packages=manual

export DENO_NO_UPDATE_CHECK=1
exec "$deno" run -q --no-prompt --config="$checkout/deno.json" --node-modules-dir=$packages -P=cli \\
  --allow-read="$read" \\
  --allow-write="$write" \\
  "$checkout/cli/main.ts" "$@"
`;
}

/** A text quoted for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Batch cannot take a command line apart, so the launcher does. */
function formatBatch({ deno, checkout }: ShimTarget): string {
  const escape = (path: string) => path.replaceAll("%", "%%");
  return [
    "@echo off",
    `rem ${MARK}: run that again to make it anew.`,
    "setlocal",
    'set "DENO_NO_UPDATE_CHECK=1"',
    `"${escape(deno)}" run -q --no-prompt "--config=${escape(checkout)}\\deno.json" -P=launcher ` +
    `"${escape(checkout)}\\cli\\install\\launch.ts" %*`,
    "",
  ].join("\r\n");
}
