# Waits until the worker has joined, and prints the node's id.
# $1: for how many seconds
set -eu

last_words() {
  if [ -d /run/systemd/system ]; then
    journalctl -u gantry-worker -n 8 --no-pager -o cat >&2 || true
  else
    tail -n 8 /var/log/gantry-worker.log >&2 || true
  fi
  exit 1
}

left=$1
until [ -s /var/lib/gantry/node.json ]; do
  left=$((left - 1))
  if [ "$left" -lt 0 ]; then last_words; fi
  if [ ! -d /run/systemd/system ] && ! kill -0 "$(cat /run/gantry-worker.pid)" 2>/dev/null; then last_words; fi
  sleep 1
done
sed -n 's/.*"nodeId":"\([a-z0-9]*\)".*/\1/p' /var/lib/gantry/node.json
