# Sourced by ./dev before anything else: a root that an engine can live in.

# Container engines remount "/", and the kernel refuses where "/" is an ordinary folder, as in a plain chroot. There
# the whole script moves into a mount namespace whose root is a bind mount of "/", joins the one that its engine already
# lives in, and makes up for the kernel's file systems that nobody mounted. Leaves no mount behind.
#
# It must be the root of the namespace, not of the process alone: `docker exec` joins a container by its namespace, and
# with a chroot it lands in the root of the machine outside.
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
    exec perl -e "$0" "$@"' "$pivot" "$here/dev" "$@"
}

# In perl, which every Debian has: between the first call and the last, programs would be looked up in the other root.
pivot='
  use POSIX qw(uname);
  use Fcntl;
  my ($mount, $setns, $pivot_root, $umount) = (uname)[4] eq "aarch64" ? (40, 268, 41, 39) : (165, 308, 155, 166);
  my ($here, $none, $root) = (".", "none", "/");
  sysopen(my $namespace, "/proc/self/ns/mnt", O_RDONLY) or die "dev: /proc/self/ns/mnt: $!\n";
  sysopen(my $folder, "/run/gantry-root", O_RDONLY) or die "dev: /run/gantry-root: $!\n";
  syscall($setns, fileno($namespace), 0x20000) == 0 or die "dev: setns: $!\n";            # CLONE_NEWNS: to its own root
  syscall($mount, $none, $root, 0, 0x44000, 0) == 0 or die "dev: mount: $!\n";             # MS_REC | MS_PRIVATE
  chdir($folder) or die "dev: chdir: $!\n";
  syscall($pivot_root, $here, $here) == 0 or die "dev: pivot_root: $!\n";
  syscall($umount, $here, 2) == 0 or die "dev: umount: $!\n";                              # MNT_DETACH
  chdir("/") or die "dev: chdir: $!\n";
  exec(@ARGV) or die "dev: $ARGV[0]: $!\n";'
