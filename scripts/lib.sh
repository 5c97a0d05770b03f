# shellcheck shell=bash
# Sourced first by every script: strict mode, the root of the tree, and ways to speak.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() {
  printf '\n!! %s\n' "$*" >&2
  exit 1
}

# What git knows or would add: sources are judged before they are committed, too.
sources() { git ls-files -co --exclude-standard -- "$@" | while read -r file; do [ ! -f "$file" ] || echo "$file"; done; }

# Hand-written code only; generated files have their own check.
code() {
  sources '*.rs' '*.ts' '*.js' '*.svelte' '*.css' '*.sql' '*.sh' '*.py' '*.html' Makefile .ci/run |
    grep -vE '(\.gen\.|\.gen/|(^|/)gen/)' || true
}

# Where the binaries of the chosen profile end up. A folder of ready ones may be given instead.
binaries() {
  case ${LATARNIA_PROFILE:-dev} in
    dev) echo "${LATARNIA_BIN:-$target/debug}" ;;
    release) echo "${LATARNIA_BIN:-$target/release}" ;;
    *) die "LATARNIA_PROFILE is dev or release, not ${LATARNIA_PROFILE}" ;;
  esac
}
