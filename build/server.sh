# Sourced by ./dev: one server in the background with samples/hello-web on it. All of it lives in $state.

socket="$state/gantry.sock"
gantry="$state/bin/gantry"
url="http://127.0.0.1:${HELLO_PORT:-8080}/"
api_listen="127.0.0.1:${GANTRY_DEV_API_PORT:-4000}"
telemetry_listen="127.0.0.1:${GANTRY_DEV_TELEMETRY_PORT:-4002}"

client() { "$gantry" --host "unix://$socket" "$@"; }

up() {
  prepare
  build_binary
  start_server
  client deploy -f samples/hello-web/compose.yaml hello-web --yes >&2
  wait_until 30 url_answers || die "hello-web is deployed but $url does not answer. Ask: ./dev run explain hello-web_web"
  client stack ps hello-web
  echo "$url"
}

down() {
  if [ -x "$gantry" ] && [ -d "$state/data" ]; then
    # Only a running server can remove the stack: it alone knows all that belongs to it.
    start_engine
    start_server
    local others cluster
    others="$(client stack ls -q | grep -vx hello-web | tr '\n' ' ' || true)"
    [ -z "$others" ] || die "The server runs other stacks, too. Remove them first: ./dev run stack rm $others"
    cluster="$(docker network inspect -f '{{index .Labels "dev.gantry.cluster"}}' hello-web_default 2>/dev/null || true)"
    if client stack ls -q | grep -qx hello-web; then client stack rm hello-web --yes >&2; fi
    # The worker takes network and port rules away a moment after the last container.
    [ -z "$cluster" ] || wait_until 30 is_traceless "$cluster" || die "hello-web is removed and left this behind: $(traces "$cluster")"
    stop_server
    forget_context
  fi
  stop_engine
  rm -rf "$state/data" "$state/bin" "$socket" "$state/server.pid" "$state/server.log"
}

# Containers, networks, port rules: what a cluster has on this machine besides its data.
traces() {
  docker ps -aq --filter "label=dev.gantry.cluster=$1"
  docker network ls -q --filter "label=dev.gantry.cluster=$1"
  nft list tables 2>/dev/null | grep "gantry_${1:0:8}" || true
  iptables -w -S DOCKER-USER 2>/dev/null | grep "gantry_${1:0:8}" || true
}

is_traceless() { [ -z "$(traces "$1")" ]; }

# The first start of a server writes one with its address and its token.
forget_context() {
  "$gantry" context ls --format json | { grep -F "[\"https://$api_listen\"]" || true; } |
    sed 's/^{"name":"\([^"]*\)".*/\1/' | xargs -r "$gantry" context rm >/dev/null
}

# Publishing straight over the running binary would fail (text file busy); a rename does not.
build_binary() {
  say "building"
  publish artifacts/gantry >&2
  mkdir -p "$state/bin"
  cmp -s artifacts/gantry/gantry "$gantry" && return 0
  cp artifacts/gantry/gantry "$gantry.new"
  mv "$gantry.new" "$gantry"
  # No container stops with its server, so a new binary costs nothing.
  stop_server
}

start_server() {
  [ -z "$(server_pid)" ] || return 0
  mkdir -p "$state"
  say "starting gantry server, log in $state/server.log"
  setsid "$gantry" server --data-dir "$state/data" --socket "$socket" --engine "$(docker_host)" \
    --api-listen "$api_listen" --telemetry-listen "$telemetry_listen" --advertise 127.0.0.1 \
    >>"$state/server.log" 2>&1 </dev/null &
  echo $! >"$state/server.pid"
  if ! wait_until 30 server_answers; then
    tail -n 20 "$state/server.log" >&2
    die "gantry server is not ready after 30 s. Its last log lines are above, all of them in $state/server.log"
  fi
}

stop_server() {
  local pid
  pid="$(server_pid)"
  [ -n "$pid" ] || return 0
  kill "$pid"
  wait_until 30 process_is_gone "$pid" || die "gantry server (process $pid) did not stop within 30 s of SIGTERM."
  rm -f "$state/server.pid"
}

# Empty unless the process is alive and ours: the number may belong to another program after a reboot.
server_pid() {
  local pid
  pid="$(cat "$state/server.pid" 2>/dev/null)" || return 0
  if [ "$(process_name "$pid")" = gantry ]; then echo "$pid"; fi
}

server_answers() {
  process_is_gone "$(cat "$state/server.pid")" && die "gantry server ended at once: $(tail -n 5 "$state/server.log")"
  [ -S "$socket" ] && timeout 2 busybox wget -q -O /dev/null "http://$telemetry_listen/ready" 2>/dev/null
}

url_answers() { timeout 5 busybox wget -q -O /dev/null "$url" 2>/dev/null; }

run() {
  [ -S "$socket" ] && export GANTRY_HOST="${GANTRY_HOST:-unix://$socket}"
  dotnet run --project src/Gantry -- "$@"
}
