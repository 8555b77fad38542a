# Runs a script as root in a mount namespace, where /etc, /opt and parts of /var are its own. It gets
# `systemctl`, which runs units as systemd would, and what stands between the commands of the manual.
set -euo pipefail

# A file system of its own over a folder.
cover() {
  mkdir -p "$1"
  mount -t tmpfs tmpfs "$1"
}

mount --make-rprivate /
cover "$PLACE/upper"
mkdir "$PLACE/upper/etc" "$PLACE/upper/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$PLACE/upper/etc,workdir=$PLACE/upper/work" /etc
for folder in /opt /usr/local/sbin /var/lib /var/backups /var/mail; do cover "$folder"; done
export PATH="/usr/local/sbin:$PATH"

export PORT
PORT="$((20000 + RANDOM % 20000))"
readonly SITE="http://127.0.0.1:$PORT"
server=

# Instead of `git clone`: the same files, and the packages, which are not fetched again.
clone() {
  mkdir -p "$1" /var/lib/circle/.cache/deno/npm
  mount --bind "$ROOT" "$1"
  mount --bind "$PACKAGES" /var/lib/circle/.cache/deno/npm
  chown circle:circle /var/lib/circle/.cache /var/lib/circle/.cache/deno
}

install_units() {
  echo "CIRCLE_PORT=$PORT" >> /etc/circle.env
  mkdir -p /etc/systemd/system
  cp "$PLACE"/*.service "$PLACE"/*.timer /etc/systemd/system
}

systemctl() {
  local unit="/etc/systemd/system/$2.service"
  if [ "$1" = stop ]; then
    kill "$server" && wait "$server" || true
    return
  fi
  local command="cd /opt/circleshare; set -a; . $(setting EnvironmentFile "$unit"); umask 077"
  command="$command; exec $(setting ExecStart "$unit")"
  if [ "$(setting Type "$unit")" = oneshot ]; then
    runuser -u "$(setting User "$unit")" -- sh -c "$command"
    return
  fi
  runuser -u "$(setting User "$unit")" -- sh -c "$command" > "$PLACE/log" 2>&1 &
  server=$!
  local tries=0
  until curl -sf "$SITE/ready" > /dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$server"; then
      cat "$PLACE/log" >&2
      exit 1
    fi
    sleep 0.2
  done
}

setting() {
  sed -n "s/^$1=//p" "$2"
}

send() {
  local method="$1" path="$2" body="$3"
  curl -s -X "$method" -H "Content-Type: application/json" -H "Authorization: Bearer ${token:-}" \
    -d "$body" "${@:4}" "$SITE$path"
}

readonly LOGIN='"email": "anna@example.org", "password": "sailing boats in the garden"'

log_in() {
  send POST /login "{$LOGIN}" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
}

register() {
  send POST /register "{$LOGIN, \"name\": \"Anna\"}" > /dev/null
  token="$(log_in)"
  old_token="$token"
}

# What the backup does not know.
rename_person() {
  send PATCH /profile '{"name": "Annette"}' -f > /dev/null
}

look_at_restored() {
  echo "backups: $(ls -d /var/backups/circle/circle-*Z* | wc -l)"
  token="$old_token"
  echo "old session: $(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$SITE/profile")"
  token="$(log_in)"
  echo "name: $(curl -s -H "Authorization: Bearer $token" "$SITE/profile" | sed -n 's/^[^}]*"email":"[^"]*","name":"\([^"]*\)".*/\1/p')"
  echo "owner: $(stat -c '%U %a' /var/lib/circle/data/circle.db)"
}

# Accounts to import, where the host has put them. Those of the sections are not there yet.
prepare_import() {
  mkdir "$PLACE/home" && cd "$PLACE/home"
  cp "$PLACE/accounts.csv" .
  circle-admin accounts set-email anna@example.org first@example.org
}

trap 'if [ -n "$server" ]; then kill "$server" 2> /dev/null || true; fi' EXIT
. "$1"
