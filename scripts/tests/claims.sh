# shellcheck shell=bash
# The smallest frame a test of a script needs. A test is a function that fails; its name is the promise.
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

claims_passed=0
claims_failed=0

# claim FUNCTION: runs it in a subshell under `set -e`, with an empty folder of its own in $here.
claim() {
  local said code=0
  here=$(mktemp -d)
  # Not in a condition: there bash would ignore `set -e` inside.
  set +e
  said=$(set -e && "$1" 2>&1)
  code=$?
  set -e
  rm -rf "$here"
  if [ $code = 0 ]; then claims_passed=$((claims_passed + 1)) && echo "ok      ${1//_/ }"; else
    claims_failed=$((claims_failed + 1)) && echo "FAILED  ${1//_/ }"
    printf '%s\n' "$said" | sed 's/^/        /'
  fi
}

claims_done() {
  echo "$claims_passed passed, $claims_failed failed"
  [ $claims_failed = 0 ]
}

is() { [ "$1" = "$2" ] || { echo "expected '$2', got '$1'" && false; }; }
has() { grep -qF -- "$2" "$1" || { echo "no '$2' in:" && cat "$1" && false; }; }
lacks() { ! grep -qF -- "$2" "$1" || { echo "found '$2' in:" && cat "$1" && false; }; }
# `! command` does not end a script under `set -e`; this does.
fails() { if "$@"; then echo "did not fail: $*" && return 1; fi; }
