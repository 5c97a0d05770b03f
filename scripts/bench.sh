#!/usr/bin/env bash
# Measures the budgets. Each bench prints its ratio to a floor measured in the same run.
source "$(dirname "$0")/lib.sh"

[ -n "$(sources '*/benches/*.rs')" ] || die "no crate has a folder benches: there is nothing to measure"
scripts/setup.sh run
exec cargo bench --locked --workspace --exclude latarnia-app --benches "$@"
