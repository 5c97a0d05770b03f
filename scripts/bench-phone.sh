#!/usr/bin/env bash
# Measures what the phone's screens ask for, on a phone that holds ten years of a large city; arguments go to the program.
# The city is written once and kept under target/.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh run
say "Building"
cargo build --locked --release -p latarnia-server -p latarnia-tests --bin latarnia-server --bin bench-phone
mkdir -p "$target/town"
exec "$target/release/bench-phone" --keep "$target/town" "$@"
