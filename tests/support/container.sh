# Builds the image of the Containerfile and runs the commands of the manual on it, in the script that
# is its argument. Needs root, buildah, and debootstrap unless BASE names the folder of a base.
set -euo pipefail

folder="$(mktemp -d)"
export STORAGE_DRIVER=vfs
buildah() { command buildah --root "$folder/images" --runroot "$folder/run" "$@"; }

finish() {
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

[ -n "${BASE:-}" ] || make_base
build
echo "user: $(inspect '{{.OCIv1.Config.User}}')"
echo "entry: $(inspect '{{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.Cmd}} {{.Docker.Config.Healthcheck.Test}}')"

export PLACE="$folder/place" IMAGE
mkdir "$PLACE"
IMAGE="$(buildah mount "$container")"
inspect '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' | grep . > "$PLACE/image.env"
unshare --mount bash "$ROOT/tests/support/container_world.sh" "$1"
