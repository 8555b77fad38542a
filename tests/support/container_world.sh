# Runs a script as root in a mount namespace, with `docker compose` for an image that lies at IMAGE.
set -euo pipefail
. "$ROOT/tests/support/hosted_world.sh"
install -m 755 "$ROOT/tests/support/docker_stand_in.sh" /usr/local/sbin/docker

# Instead of `git clone`.
clone() {
  mkdir -p "$1"
  mount --bind "$ROOT" "$1"
}

look_at_container() {
  echo "health: $(curl -sf "$SITE/health")"
  echo "pages: $(curl -s -o /dev/null -w '%{http_code}' "$SITE/sign-in")"
  echo "id: $(docker compose exec circle id -u)"
  echo "root: $(docker compose exec circle sh -c 'touch /usr/bin/x 2>&1 || true')"
}

look_at_stopped() {
  docker compose stop
  echo "exit: $(cat "$PLACE/exit")"
  echo "stopped: $(docker compose logs circle | grep -c '"event":"stopped"')"
  echo "owner: $(stat -c '%u %a' /var/lib/circle/data/circle.db)"
}

trap 'docker compose stop' EXIT
. "$1"
