# Starts the worker for as long as the machine runs. Standard input: the token.
# $1: the manager's address   $2: the node's name; empty: its hostname
set -eu
umask 077
IFS= read -r GANTRY_TOKEN
GANTRY_JOIN=$1
export GANTRY_TOKEN GANTRY_JOIN
if [ -n "$2" ]; then
  GANTRY_NAME=$2
  export GANTRY_NAME
fi

# One that was started before and could not join must not be in the way.
if [ -s /run/gantry-worker.pid ]; then
  old=$(cat /run/gantry-worker.pid)
  if [ "$(cat "/proc/$old/comm" 2>/dev/null)" = gantry ]; then kill "$old"; fi
fi

cd /
setsid nohup /usr/local/bin/gantry worker </dev/null >>/var/log/gantry-worker.log 2>&1 &
echo $! >/run/gantry-worker.pid
