#!/usr/bin/env bash
# A bare Debian root with only git and the SDK, in namespaces of its own: `./dev up` and `./dev test` must work there
# without a question asked. Tests what is committed. Needs root, debootstrap, iproute2, iptables and a way to packages.
#
#   tests/fresh-machine.sh             up, then test
#   tests/fresh-machine.sh COMMAND...  something else in that root, e.g. ./dev install test, or bash
#
# Access to packages (apt's and NuGet's settings, proxies, certificates) is copied from this machine at run time.
# FRESH_DIR: where the root is made (default: a temporary folder).   FRESH_KEEP=1: leave it there.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
[ "$(id -u)" = 0 ] || { echo "fresh-machine: needs root" >&2; exit 1; }
command -v debootstrap >/dev/null || apt-get install -y -q --no-install-recommends debootstrap >&2
sdk="$(dirname "$(readlink -f "$(command -v dotnet)")")"
dir="${FRESH_DIR:-$(mktemp -d /var/tmp/gantry-fresh.XXXXXX)}"
root="$dir/root"
net="gfresh$$"

cleanup() {
  [ -z "${inside:-}" ] || kill -9 "$inside" 2>/dev/null || true
  ip netns del "$net" 2>/dev/null || true
  ip link del "$net" 2>/dev/null || true
  for chain in "FORWARD -i $net" "FORWARD -o $net"; do iptables -D $chain -j ACCEPT 2>/dev/null || true; done
  iptables -t nat -D POSTROUTING -s "$subnet.0/30" -j MASQUERADE 2>/dev/null || true
  [ -n "${FRESH_KEEP:-}" ] || rm -rf --one-file-system "$dir"
}

# A way out for packages: one veth pair behind this machine's address, in a /30 that several runs can share out.
subnet="10.97.$((RANDOM % 256))"
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
ip netns add "$net"
ip link add "$net" type veth peer name eth0 netns "$net"
ip addr add "$subnet.1/30" dev "$net"
ip link set "$net" up
ip -n "$net" addr add "$subnet.2/30" dev eth0
ip -n "$net" link set lo up
ip -n "$net" link set eth0 up
ip -n "$net" route add default via "$subnet.1"
echo 1 >/proc/sys/net/ipv4/ip_forward
iptables -I FORWARD -i "$net" -j ACCEPT
iptables -I FORWARD -o "$net" -j ACCEPT
iptables -t nat -I POSTROUTING -s "$subnet.0/30" -j MASQUERADE

if [ ! -x "$root/usr/bin/git" ]; then
  echo "fresh-machine: making $root"
  mkdir -p "$root"
  debootstrap --variant=minbase --include=git bookworm "$root" >"$dir/debootstrap.log" || { tail "$dir/debootstrap.log"; exit 1; }
fi
copy_in() { # FROM TO
  [ -e "$1" ] || return 0
  mkdir -p "$root$(dirname "$2")"
  rm -rf "${root:?}$2"
  cp -rL "$1" "$root$2"
}
for path in /etc/apt /etc/resolv.conf /usr/share/keyrings; do copy_in "$path" "$path"; done
home_inside=/root
copy_in "$HOME/.nuget/NuGet" "$home_inside/.nuget/NuGet"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
rm -rf "$root/srv/gantry"
git clone -q . "$root/srv/gantry"

# A mirror may be signed by a certificate authority that only this machine knows.
cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$root/srv/certificates.pem"
settings=(SSL_CERT_FILE=/srv/certificates.pem HOME="$home_inside")
while IFS= read -r line; do settings+=("$line"); done < <(env | grep -iE '^(https?_proxy|no_proxy|NUGET_[A-Z_]*|CI)=' || true)
[ $# -gt 0 ] || set -- bash -euc '
  ./dev up | tee /tmp/up.log
  url="$(tail -n 1 /tmp/up.log)"
  busybox wget -q -O - "$url"

  # Whoever repeats `up` interrupts nothing.
  running() {
    docker ps -q --filter label=dev.gantry.cluster | xargs docker inspect -f "{{.Id}} {{.State.StartedAt}}" | sort
    cat /var/lib/gantry-dev/server.pid
  }
  running >/tmp/before
  ./dev up | tail -n 1 | grep -qx "$url"
  running >/tmp/after
  diff /tmp/before /tmp/after

  # Only an engine that runs can be asked what is left; `down` may have stopped it.
  ./dev down
  ./dev install
  {
    docker ps -aq --filter label=dev.gantry.cluster
    docker network ls -q --filter label=dev.gantry.cluster
    docker volume ls -q --filter label=dev.gantry.cluster
    nft list tables | grep gantry_ || true
    iptables -w -S DOCKER-USER | grep gantry_ || true
    grep -rs 127.0.0.1 "$HOME/.config/gantry" || true
    find /var/lib/gantry-dev -mindepth 1 ! -name "dockerd.*"
  } >/tmp/left
  if [ -s /tmp/left ]; then echo "fresh-machine: ./dev down left this behind:"; cat /tmp/left; exit 1; fi
  ./dev test
  ./dev down'

# The kernel ends every process in there when the first one ends; the mounts go with their namespace. In the background,
# because bash answers a signal only between commands or in `wait`.
nsenter --net="/run/netns/$net" unshare --mount --uts --ipc --pid --fork --kill-child --propagation private -- \
  bash -euc '
    root="$1" sdk="$2"; shift 2
    hostname fresh
    mkdir -p "$root$sdk"
    mount --bind -o ro "$sdk" "$root$sdk"
    ln -sf "$sdk/dotnet" "$root/usr/bin/dotnet"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/run"
    exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      TERM="${TERM:-dumb}" bash -c "cd /srv/gantry && exec env \"\$@\"" bash "$@"
  ' bash "$root" "$sdk" "${settings[@]}" "$@" <&0 &
inside=$!
wait "$inside"
