# Installs what is missing of Docker and nft from the distribution's own packages, and starts the engine.
# $1: apt-get, dnf or apk
set -eu
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin

have() { command -v "$1" >/dev/null 2>&1; }

if ! have dockerd || ! have nft; then
  case "$1" in
  apt-get)
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update >&2
    if ! have dockerd; then apt-get -q -y install --no-install-recommends docker.io >&2; fi
    if ! have nft; then apt-get -q -y install --no-install-recommends nftables >&2; fi
    ;;
  dnf)
    if ! have dockerd; then dnf -q -y install moby-engine >&2; fi
    if ! have nft; then dnf -q -y install nftables >&2; fi
    ;;
  apk)
    if ! have dockerd; then apk add --quiet docker >&2; fi
    if ! have nft; then apk add --quiet nftables >&2; fi
    ;;
  *)
    echo "This machine has neither apt-get nor dnf nor apk." >&2
    exit 1
    ;;
  esac
fi

if ! docker version >/dev/null 2>&1; then
  if [ -d /run/systemd/system ]; then
    systemctl enable --now docker >&2
  elif have rc-service; then
    rc-update add docker default >&2
    rc-service docker start >&2
  else
    service docker start >&2
  fi
fi

left=60
until docker version --format '{{.Server.Version}}' 2>/dev/null; do
  left=$((left - 1))
  if [ "$left" -le 0 ]; then
    docker version >&2
    exit 1
  fi
  sleep 1
done
