# Sourced as root in a mount namespace: /etc, /opt and parts of /usr and /var become its own, below
# PLACE. It has the calls that tests of the manual make between its commands.

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

readonly SITE="http://127.0.0.1:$PORT"

send() {
  local method="$1" path="$2" body="$3"
  curl -s -X "$method" -H "Content-Type: application/json" -H "Authorization: Bearer ${token:-}" \
    -d "$body" "${@:4}" "$SITE$path"
}

readonly PASSWORD="sailing boats in the garden"
readonly LOGIN="\"email\": \"anna@example.org\", \"password\": \"$PASSWORD\""

log_in() {
  send POST /login "{$LOGIN}" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
}

log_in_as_first() {
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
