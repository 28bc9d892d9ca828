# Sourced by ./dev: what a machine must have, and how it gets there.
# An entry is a Debian/Ubuntu package; `package=command` is satisfied by the command too, whoever installed it.

run_packages=(
  docker.io=dockerd       # the engine
  busybox-static          # the image of samples and tests, where no registry answers
  nftables=nft            # published ports
  iptables                # the engine's own rules
  iproute2=ip
  libsqlite3-0            # the state
  ca-certificates         # brings OpenSSL too, which .NET needs for TLS
)

test_packages=(
  strace                  # kills at the N-th fsync
  docker-registry         # private registries
  docker-compose          # the other tool that takes stacks down
  expect                  # terminals
  zsh fish                # their completion scripts
  dnsutils=dig
  wrk                     # HTTP load
  nghttp2-client=h2load   # HTTP load on a unix socket
  openssh-server=sshd     # machines that are added over SSH
  openssh-client=ssh
  shellcheck              # what is run on them
  procps=ps
  systemd=systemd-analyze # checks the unit file; booting it is not needed
  util-linux=nsenter
)

is_installed() {
  local package="${1%%=*}" command="${1#*=}"
  if [ "$command" != "$1" ] && command -v "$command" >/dev/null; then return 0; fi
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ]
}

install() {
  local entry missing=()
  for entry in "$@"; do is_installed "$entry" || missing+=("${entry%%=*}"); done
  [ ${#missing[@]} = 0 ] && return 0
  command -v apt-get >/dev/null ||
    die "This machine has no apt-get. Install these by hand, then run ./dev again: ${missing[*]}"
  [ "$(id -u)" = 0 ] || die "Installing needs root. Run: sudo apt-get install --no-install-recommends ${missing[*]}"

  say "installing ${missing[*]}"
  apt_get update
  apt_get install -y --no-install-recommends "${missing[@]}"
}

# Quiet unless it fails. Without systemd a package must not start its service (RUNLEVEL=1 says so to invoke-rc.d):
# ./dev starts the engine itself, and a registry on a fixed port is nobody's wish.
apt_get() {
  local log
  log="$(mktemp)"
  local environment=(DEBIAN_FRONTEND=noninteractive)
  [ -d /run/systemd/system ] || environment+=(RUNLEVEL=1)
  if ! env "${environment[@]}" apt-get -q -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    die "apt-get $* failed; its output is above."
  fi
  rm -f "$log"
}
