#!/usr/bin/env bash
# Measures what the phone's screens ask for, on a phone that holds ten years of a large city, and then those screens in a
# browser that is slowed down six times; arguments go to the first program.
# The city is written once and kept under target/.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh pictures
say "Building"
cargo build --locked --release -p latarnia-server -p latarnia-field -p latarnia-tests \
  --bin latarnia-server --bin bridge --bin bench-phone
scripts/build-ui.sh
export LATARNIA_TOWN=$target/town LATARNIA_BIN=$target/release
mkdir -p "$LATARNIA_TOWN"
"$LATARNIA_BIN/bench-phone" --keep "$LATARNIA_TOWN" "$@"
cd tests/e2e
exec npx playwright test --config bench.config.ts
