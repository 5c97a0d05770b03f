#!/usr/bin/env bash
# Measures what the phone's screens ask for, on a phone that holds ten years of a large city, and the size of the screens;
# arguments go to the program.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh run
say "Building"
cargo build --locked --release -p latarnia-server -p latarnia-tests --bin latarnia-server --bin bench-phone
exec "$target/release/bench-phone" "$@"
