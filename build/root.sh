# Sourced by ./dev before anything else: a root that an engine can live in.

# Container engines remount "/", and the kernel refuses where "/" is an ordinary folder, as in a plain chroot. There
# the whole script moves into a mount namespace in which "/" is a bind mount of itself, joins the one that its engine
# already lives in, and makes up for the kernel's file systems that nobody mounted. Leaves no mount behind.
enter_usable_root() {
  local engine here="$PWD"
  [ "$(id -u)" = 0 ] || return 0
  grep -qE '^[0-9]+ [0-9]+ [^ ]+ [^ ]+ / ' /proc/self/mountinfo 2>/dev/null && return 0
  engine="$(cat "$state/dockerd.pid" 2>/dev/null || true)"
  if [ -n "$engine" ] && [ "$(cat "/proc/$engine/comm" 2>/dev/null)" = dockerd ]; then
    exec nsenter --target "$engine" --mount --root --wd "$here/dev" "$@"
  fi
  exec unshare --mount --propagation unchanged sh -ec '
    [ -e /proc/self ] || mount -t proc proc /proc
    [ -e /sys/kernel ] || mount -t sysfs sysfs /sys
    [ -e /dev/pts/ptmx ] || mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts /dev/pts
    mkdir -p /run/gantry-root
    mount --rbind / /run/gantry-root
    exec chroot /run/gantry-root "$@"' sh "$here/dev" "$@"
}
