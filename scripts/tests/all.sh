#!/usr/bin/env bash
# Tests of the scripts themselves, with stand-ins for the programs.
source "$(dirname "$0")/../lib.sh"
source scripts/count.sh

good=0
bad=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for file in scripts/tests/*_test.sh; do
  bash "$file" 2>&1 | tee "$log" || true
  read -r passed failed < <(count_last_line "$log") || { passed=0 && failed=1; }
  good=$((good + passed))
  bad=$((bad + failed))
done
echo "$good passed, $bad failed"
[ $bad = 0 ]
