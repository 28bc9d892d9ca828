# What kind of machine this is: one key=value a line. Changes nothing.
set -eu
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin

have() { command -v "$1" >/dev/null 2>&1; }

root=no
if [ "$(id -u)" = 0 ]; then
  root=yes
elif have sudo && sudo -n true 2>/dev/null; then
  root=sudo
fi
as_root() { if [ "$root" = sudo ]; then sudo -n "$@"; else "$@"; fi; }

installer=
for tool in apt-get dnf apk; do
  if have "$tool"; then
    installer=$tool
    break
  fi
done

echo "os=$(uname -s)"
echo "arch=$(uname -m)"
echo "system=$(sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | tr -d '"')"
echo "root=$root"
echo "installer=$installer"
if [ -d /run/systemd/system ]; then echo systemd=yes; fi
if have nft; then echo nft=yes; fi
echo "engine=$(as_root docker version --format '{{.Server.Version}}' 2>/dev/null || true)"
if have sha256sum && [ -f /usr/local/bin/gantry ]; then
  echo "gantry=$(sha256sum /usr/local/bin/gantry | cut -d ' ' -f 1)"
fi
if as_root test -e /var/lib/gantry/state.db; then echo server=yes; fi
if as_root test -e /var/lib/gantry/node.json; then
  echo "node=$(as_root cat /var/lib/gantry/node.json | sed -n 's/.*"nodeId":"\([a-z0-9]*\)".*/\1/p')"
fi
