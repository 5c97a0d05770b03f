#!/usr/bin/env bash
# Installs what one purpose needs and no more. A run that finds everything in place is quick and needs no network.
# usage: scripts/setup.sh [run|check|phone|pictures|bench|test]   (test covers them all and is the default)
source "$(dirname "$0")/lib.sh"

purpose=${1:-test}
rust_floor=1.95
node_floor=20

build=(mold pkg-config build-essential cmake perl libssl-dev curl ca-certificates git)
# WebKitGTK and its neighbours: the phone app as a desktop window.
window=(libwebkit2gtk-4.1-dev librsvg2-dev libxdo-dev libayatana-appindicator3-dev libgl1-mesa-dri)
browser=(chromium chromium-driver fonts-dejavu-core)
drive=(webkit2gtk-driver xvfb xauth postgresql sqlite3 jq python3 python3-venv)

case $purpose in
  run) packages=("${build[@]}") ;;
  check) packages=("${build[@]}" "${window[@]}" jq python3 python3-venv) ;;
  phone) packages=("${build[@]}" "${window[@]}") ;;
  pictures) packages=("${build[@]}" "${browser[@]}") ;;
  bench) packages=("${build[@]}" postgresql python3 python3-venv) ;;
  test) packages=("${build[@]}" "${window[@]}" "${browser[@]}" "${drive[@]}") ;;
  *) die "unknown purpose '$purpose'; one of: run check phone pictures bench test" ;;
esac

# at_least HAVE FLOOR
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

toolchains() {
  command -v cargo >/dev/null || die "cargo is missing. Install Rust $rust_floor or newer: https://rustup.rs"
  { command -v node && command -v npm; } >/dev/null ||
    die "node and npm are missing. Install Node $node_floor or newer: https://nodejs.org"
  local rust node
  rust=$(rustc --version | cut -d' ' -f2)
  node=$(node --version | tr -d v)
  at_least "$rust" "$rust_floor" || die "Rust $rust is too old, $rust_floor is needed: rustup update"
  at_least "$node" "$node_floor" || die "Node $node is too old, $node_floor is needed: https://nodejs.org"
  if [ "$purpose" = check ] || [ "$purpose" = test ]; then
    cargo fmt --version >/dev/null 2>&1 || die "rustfmt is missing: rustup component add rustfmt"
    cargo clippy --version >/dev/null 2>&1 || die "clippy is missing: rustup component add clippy"
  fi
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else
    command -v sudo >/dev/null || die "run once as root, or install sudo: $*"
    sudo "$@"
  fi
}

debian_packages() {
  if ! command -v dpkg-query >/dev/null; then
    note "not a Debian system: see that these are here: ${packages[*]}"
    return
  fi
  local missing=() package
  for package in "${packages[@]}"; do installed "$package" || missing+=("$package"); done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  say "Installing Debian packages: ${missing[*]}"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Once per lock file: the stamp lies inside node_modules, so removing that folder removes it too.
# `npm ci` would refuse a lock file without the optional packages of other systems, and a registry need not have those;
# this installs what the lock file says as well, and does not write to it.
npm_packages() {
  [ -f "$1/package-lock.json" ] || return 0
  local stamp=$1/node_modules/.lock-sha256 lock
  lock=$(sha256sum <"$1/package-lock.json")
  if [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ]; then return; fi
  say "Installing npm packages of $1"
  (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --no-save --no-fund --no-audit --loglevel=error)
  echo "$lock" >"$stamp"
}

toolchains
debian_packages
npm_packages ui
case $purpose in test | pictures) npm_packages tests/e2e ;; esac
note "ready: $purpose"
