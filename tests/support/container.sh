# Builds the image of the Containerfile and runs it as compose.yaml does: as its user, with a
# read-only root. Needs root, buildah, and debootstrap unless BASE names the folder of a base.
set -euo pipefail

folder="$(mktemp -d)"
export STORAGE_DRIVER=vfs
buildah() { command buildah --root "$folder/images" --runroot "$folder/run" "$@"; }

server=
finish() {
  if [ -n "$server" ]; then kill "$server" 2> /dev/null || true; fi
  wait
  if [ -n "${container:-}" ]; then buildah umount "$container" > /dev/null; fi
  rm -rf "$folder"
}
trap finish EXIT

# Debian with the Node of this machine, and its certificates.
make_base() {
  debootstrap --variant=minbase --include=libstdc++6 bookworm "$folder/base" > /dev/null
  cp -L "$(command -v node)" "$folder/base/usr/bin/node"
  mkdir -p "$folder/base/usr/lib/node_modules" "$folder/base/etc/ssl/certs"
  cp -r "$(dirname "$(dirname "$(realpath "$(command -v npm)")")")" "$folder/base/usr/lib/node_modules"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$folder/base/usr/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$folder/base/usr/bin/npx"
  cp -L /etc/ssl/certs/ca-certificates.crt "$folder/base/etc/ssl/certs"
  BASE="$folder/base"
}

build() {
  local certificates=/etc/ssl/certs/ca-certificates.crt base
  base="$(buildah from scratch)"
  buildah add -q "$base" "$BASE" / > /dev/null
  buildah config --env NODE_EXTRA_CA_CERTS=$certificates --env DENO_CERT=$certificates "$base"
  buildah commit -q "$base" circle-test-base > /dev/null
  buildah bud -q --isolation chroot --format docker --build-arg BASE=localhost/circle-test-base \
    --file "$ROOT/Containerfile" --tag circle-test "$ROOT" > "$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; return 1; }
  container="$(buildah from circle-test)"
}

inspect() {
  buildah inspect --format "$1" "$container"
}

# The root of the image, read-only, in a mount namespace of its own.
exec_inside() {
  local user
  user="$(inspect '{{.OCIv1.Config.User}}')"
  exec unshare --mount sh -euc '
    mount --make-rprivate /
    mount --bind "$1" "$1"
    mount --bind "$2" "$1/data"
    mount -t tmpfs tmpfs "$1/tmp"
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    mount -o remount,ro,bind "$1"
    root="$1" user="$3"
    shift 3
    exec chroot --userspec="$user" "$root" /usr/bin/env -i "$@"
  ' sh "$image" "$folder/data" "$user:$user" "${settings[@]}" "$@"
}

run_inside() {
  (exec_inside "$@")
}

[ -n "${BASE:-}" ] || make_base
build
image="$(buildah mount "$container")"
mapfile -t settings < <(inspect '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' | grep .)
settings+=("CIRCLE_PORT=$PORT" "CIRCLE_HOST=127.0.0.1")
mkdir "$folder/data"
chmod 700 "$folder/data"
chown --reference="$image/data" "$folder/data"

echo "user: $(inspect '{{.OCIv1.Config.User}}')"
echo "entry: $(inspect '{{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.Cmd}} {{.Docker.Config.Healthcheck.Test}}')"
(exec_inside circle-server serve > "$folder/server.log" 2>&1) &
server=$!
tries=0
until run_inside circle-server health; do
  tries=$((tries + 1))
  if [ "$tries" -gt 60 ] || ! kill -0 "$server"; then
    cat "$folder/server.log" >&2
    exit 1
  fi
  sleep 0.5
done
echo "health: $(curl -sf "http://127.0.0.1:$PORT/health")"
echo "pages: $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/sign-in")"
echo "id: $(run_inside id -u)"
echo "root: $(run_inside sh -c 'touch /usr/bin/x 2>&1 || true')"
kill -TERM "$server"
wait "$server" && echo "exit: 0"
server=
echo "stopped: $(grep -c '"event":"stopped"' "$folder/server.log")"
echo "data: $(stat -c '%U:%a' "$folder/data/circle.db")"
