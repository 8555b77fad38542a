#!/bin/bash
# Stands in for `docker compose`: runs commands in the root of an image as compose.yaml says, by its
# user, with its mounts, settings and a read-only root. The server listens on loopback at PORT.
set -euo pipefail

compose="$ROOT/compose.yaml"

# What stands in a list of compose.yaml, such as its volumes.
list() {
  sed -n "/^    $1:/,/^    [a-z]/s/^      - //p" "$compose"
}

inside() {
  local settings folders user
  mapfile -t settings < <(
    cat "$PLACE/image.env" $(list env_file)
    sed -n 's/^      \(CIRCLE_[A-Z_]*\): \(.*\)$/\1=\2/p' "$compose"
    printf 'CIRCLE_PORT=%s\nCIRCLE_HOST=127.0.0.1\n' "$PORT"
  )
  mapfile -t folders < <(list volumes)
  user="$(sed -n 's/^USER //p' "$ROOT/Containerfile")"
  exec unshare --mount bash -euc '
    image="$1" user="$2" count="$3"
    shift 3
    mount --make-rprivate /
    mount --bind "$image" "$image"
    for volume in "${@:1:count}"; do
      mkdir -p "$image${volume#*:}"
      mount --bind "${volume%:*}" "$image${volume#*:}"
    done
    shift "$count"
    mount -t tmpfs tmpfs "$image/tmp"
    mount -t proc proc "$image/proc"
    mount --rbind /dev "$image/dev"
    mount -o remount,ro,bind "$image"
    exec chroot --userspec="$user:$user" "$image" /usr/bin/env -i "$@"
  ' bash "$IMAGE" "$user" "${#folders[@]}" "${folders[@]}" "${settings[@]}" "$@"
}

is_running() {
  [ -e "$PLACE/pid" ] && kill -0 "$(cat "$PLACE/pid")" 2> /dev/null
}

up() {
  (
    inside circle-server serve &
    echo $! > "$PLACE/pid"
    wait $! && echo 0 > "$PLACE/exit" || echo $? > "$PLACE/exit"
  ) >> "$PLACE/log" 2>&1 &
  local tries=0
  until (inside circle-server health); do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ]; then
      cat "$PLACE/log" >&2
      exit 1
    fi
    sleep 0.5
  done
}

stop() {
  is_running || return 0
  rm -f "$PLACE/exit"
  kill -TERM "$(cat "$PLACE/pid")"
  until [ -e "$PLACE/exit" ]; do sleep 0.1; done
}

[ "$1" = compose ]
command="$2"
shift 2
while [[ "${1:-}" == -* ]]; do shift; done
case "$command" in
  up) up ;;
  stop) stop ;;
  logs) cat "$PLACE/log" ;;
  exec)
    is_running || exit 1
    inside "${@:2}"
    ;;
  run) inside circle-server "${@:2}" ;;
esac
