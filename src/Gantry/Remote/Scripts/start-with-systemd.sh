# Has systemd run the worker, now and at each boot. Standard input: the token on a line of its own, then the unit.
# $1: the manager's address   $2: the node's name; empty: its hostname
set -eu
umask 077
IFS= read -r token

mkdir -p /etc/gantry
{
  echo "GANTRY_JOIN=$1"
  echo "GANTRY_TOKEN=$token"
  if [ -n "$2" ]; then echo "GANTRY_NAME=$2"; fi
} >/etc/gantry/worker.env.new
mv -f /etc/gantry/worker.env.new /etc/gantry/worker.env

cat >/etc/systemd/system/gantry-worker.service.new
chmod 644 /etc/systemd/system/gantry-worker.service.new
mv -f /etc/systemd/system/gantry-worker.service.new /etc/systemd/system/gantry-worker.service
systemctl daemon-reload
systemctl enable gantry-worker >&2
systemctl restart --no-block gantry-worker
