#!/usr/bin/env bash
# Drives the real phone window by WebDriver. Ends with "N passed, N failed".
#   LATARNIA_BIN       folder with the built programs            (target/debug)
#   LATARNIA_PICTURES  folder that keeps a picture of every step (none)
source "$(dirname "$0")/../../scripts/lib.sh"
[ -n "${DISPLAY:-}" ] || exec xvfb-run -a --server-args='-screen 0 1280x1024x24' "$0"

LATARNIA_BIN=$(realpath "$(binaries)")
export LATARNIA_BIN
tally=$(mktemp)
trap 'rm -f "$tally"' EXIT

timeout 900 node --test --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=tap --test-reporter-destination="$tally" tests/window/*.test.mjs || true

# Whatever ran and did not pass, failed; so did a runner that left no tally.
awk '/^# tests / { ran = $3 } /^# pass / { passed = $3 }
  END { if (ran == 0) ran = 1; printf "%d passed, %d failed\n", passed, ran - passed; exit passed != ran }' "$tally"
