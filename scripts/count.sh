# shellcheck shell=bash
# How many tests passed and failed, read from what each runner leaves behind. Prints "PASSED FAILED", or nothing
# when there is no result: the runner crashed. Sourced by test.sh; tests in scripts/tests/count_test.sh.

plain() { sed -E 's/\x1b\[[0-9;]*m//g' "$1"; }

# "Summary [ 0.2s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped": whatever ran and did not pass, failed.
count_nextest() {
  plain "$1" | awk '/^ *Summary \[/ {
    for (i = 2; i <= NF; i++) {
      if ($i ~ /^tests?$/ && $(i + 1) == "run:") ran = $(i - 1) + 0
      if ($i ~ /^passed/) passed = $(i - 1)
    }
    seen = 1
  } END { if (seen) print passed + 0, ran - passed }'
}

# One "test result:" line for each test binary.
count_cargo() {
  plain "$1" | awk '/^test result:/ {
    for (i = 3; i <= NF; i++) { if ($i == "passed;") passed += $(i - 1); if ($i == "failed;") failed += $(i - 1) }
    seen = 1
  } END { if (seen) print passed + 0, failed + 0 }'
}

# A test file that does not load has no tests of its own: it counts as one failure.
count_vitest() {
  jq -r '([.testResults[]? | select(.status == "failed" and (.assertionResults | length) == 0)] | length) as $unloaded
    | "\(.numPassedTests) \(.numFailedTests + $unloaded)"' "$1" 2>/dev/null || true
}

# A flaky test is a failed one here; errors outside any test are failures as well.
count_playwright() {
  jq -r '"\(.stats.expected) \(.stats.unexpected + .stats.flaky + (.errors | length))"' "$1" 2>/dev/null || true
}

# The simulation's "stories=200 failed=0" stands before its sum.
count_sim() {
  plain "$1" | sed -nE 's/^stories=([0-9]+) failed=([0-9]+)$/\1 \2/p' | while read -r told failed; do
    echo "$((told - failed)) $failed"
  done
}

# Scripts of ours end with "N passed, N failed".
count_last_line() {
  plain "$1" | tail -n 1 | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p'
}
