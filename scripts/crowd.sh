#!/usr/bin/env bash
# Sends a crowd of phones to one server and says how they fared; arguments go to the program.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh bench
cargo build --locked --release -p latarnia-server -p latarnia-tests --bin latarnia-server --bin crowd
exec "$target/release/crowd" "$@"
