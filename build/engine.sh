# Sourced by ./dev: a Docker Engine that answers, and the image that samples and tests use.

start_engine() {
  engine_answers && return 0
  [ "$(id -u)" = 0 ] || die "No Docker Engine answers ($(docker_host)). Start it as root, or run ./dev as root."
  [ -z "${DOCKER_HOST:-}" ] || die "No Docker Engine answers at DOCKER_HOST=$DOCKER_HOST. Start it or unset DOCKER_HOST."

  if [ -d /run/systemd/system ]; then
    say "starting docker.service"
    systemctl start docker
  else
    mount_cgroups
    mkdir -p "$state"
    say "starting dockerd, log in $state/dockerd.log"
    # A pid file of an engine that is gone (a machine that lost its power) would stop the new one.
    rm -f /var/run/docker.pid
    setsid dockerd >"$state/dockerd.log" 2>&1 </dev/null &
    echo $! >"$state/dockerd.pid"
  fi
  wait_until 60 engine_answers || die "The Docker Engine did not start within 60 s. See $state/dockerd.log or journalctl -u docker."
}

# Only an engine that ./dev started, and only when nothing runs in it any more.
stop_engine() {
  local pid
  pid="$(cat "$state/dockerd.pid" 2>/dev/null)" || return 0
  [ "$(process_name "$pid")" = dockerd ] || return 0
  if [ -n "$(docker ps -q)" ]; then
    say "the Docker Engine stays: containers that are not ours run in it"
    return 0
  fi
  kill "$pid"
  wait_until 30 process_is_gone "$pid" || die "dockerd (process $pid) did not stop within 30 s."
  rm -f "$state/dockerd.pid" "$state/dockerd.log"
}

docker_host() { echo "${DOCKER_HOST:-unix:///var/run/docker.sock}"; }
engine_answers() { timeout 10 docker version >/dev/null 2>&1; }
process_name() { cat "/proc/$1/comm" 2>/dev/null || true; }
process_is_gone() { [ ! -d "/proc/$1" ]; }

# wait_until SECONDS COMMAND...
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.2
  done
}

# dockerd refuses to start without cgroups. A bare chroot has an empty /sys/fs/cgroup: mount the hierarchies that
# the kernel already uses, as cgroupfs-mount does.
mount_cgroups() {
  grep -qE '^[^ ]+ /sys/fs/cgroup(/[^ ]*)? cgroup2? ' /proc/mounts && return 0
  say "mounting cgroups"
  local controllers
  controllers="$(awk -F: '$2 != "" { print $2 }' /proc/self/cgroup)"
  if [ -z "$controllers" ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    return 0
  fi
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  local hierarchy
  for hierarchy in $controllers; do
    mkdir -p "/sys/fs/cgroup/${hierarchy#name=}"
    mount -t cgroup -o "$hierarchy" cgroup "/sys/fs/cgroup/${hierarchy#name=}"
  done
}

# From a registry if one answers, else from Debian's busybox-static with a link for every applet.
make_image() {
  docker image inspect busybox:1.36 >/dev/null 2>&1 && return 0
  timeout 30 docker pull -q busybox:1.36 >/dev/null 2>&1 && return 0
  say "no registry answers: making busybox:1.36 from busybox-static"
  local root applet
  root="$(mktemp -d)"
  mkdir "$root/bin" "$root/etc" "$root/tmp" "$root/root"
  chmod 1777 "$root/tmp"
  cp "$(dpkg -L busybox-static | grep -m1 '/busybox$')" "$root/bin/busybox"
  for applet in $("$root/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
  tar -C "$root" --numeric-owner --owner 0 --group 0 -c . |
    docker import -c 'CMD ["sh"]' -c 'ENV PATH=/bin' - busybox:1.36 >/dev/null
  rm -rf "$root"
}
