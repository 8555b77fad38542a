# Runs a script as root in a mount namespace, where /etc, /opt and parts of /var are its own. It gets
# `systemctl`, which runs units as systemd would, and what stands between the commands of the manual.
set -euo pipefail

export PORT="$((20000 + RANDOM % 20000))"
. "$ROOT/tests/support/hosted_world.sh"
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

# Accounts to import, where the host has put them. Those of the sections are not there yet.
prepare_import() {
  mkdir "$PLACE/home" && cd "$PLACE/home"
  cp "$PLACE/accounts.csv" .
  circle-admin accounts set-email anna@example.org first@example.org
}

# PostgreSQL as Debian configures it, at a port of its own.
start_postgres() {
  refresh_token="$(send POST /login "{$LOGIN}" | sed -n 's/.*"refresh_token":"\([^"]*\)".*/\1/p')"
  export PGHOST=/var/lib/postgresql PGPORT=$((PORT + 1))
  install -d -o postgres "$PGHOST"
  cd "$PGHOST"
  runuser -u postgres -- "$POSTGRES/initdb" --no-sync --auth-local=peer --auth-host=scram-sha-256 \
    -D "$PGHOST/data" > "$PLACE/initdb"
  runuser -u postgres -- "$POSTGRES/pg_ctl" -D "$PGHOST/data" -w -l "$PGHOST/log" \
    -o "-p $PGPORT -k $PGHOST -c listen_addresses=127.0.0.1 -c fsync=off" start > "$PLACE/pg_ctl"
}

# A device goes on after a move: with a new access token, if the keys are others.
look_at_moved() {
  refresh_token="$(send POST /token/refresh "{\"refresh_token\": \"$refresh_token\"}" -f |
    sed -n 's/.*"refresh_token":"\([^"]*\)".*/\1/p')"
  echo "$1:" "$(cd /var/lib/circle && ls -d data/circle.db photos 2> /dev/null | xargs)"
}

stop_postgres() {
  runuser -u postgres -- "$POSTGRES/pg_ctl" -D "$PGHOST/data" -m immediate stop > "$PLACE/pg_ctl"
}

trap 'if [ -n "$server" ]; then kill "$server" 2> /dev/null || true; fi
  if [ -n "${PGHOST:-}" ]; then stop_postgres; fi' EXIT
. "$1"
