#!/usr/bin/env bash
# Runs the simulation of phones, server and broken networks for longer than the tests do; arguments go to it.
source "$(dirname "$0")/lib.sh"

[ -f tests/src/bin/sim.rs ] || die "tests/src/bin/sim.rs is missing: there is nothing to simulate with"
scripts/setup.sh run
# Its crashes are between calls of the store, so nothing of a story has to reach a disk.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
exec cargo run --locked --release -p latarnia-tests --bin sim -- "$@"
