#!/usr/bin/env bash
# Measures what the phone's screens ask for on a phone that holds ten years of a large city, then the screens themselves in
# a browser that is slowed down. The city is written once and kept under target/.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh pictures
scripts/build-ui.sh
say "Building"
cargo build --locked --release -p latarnia-server -p latarnia-field -p latarnia-tests --bin latarnia-server --bin bridge --bin bench-phone
export LATARNIA_BIN=$target/release
town=$target/town
mkdir -p "$town"
"$target/release/bench-phone" --keep "$town"
say "The screens, slowed down"
cd tests/e2e
LATARNIA_TOWN=$town exec npx playwright test --config bench.config.ts --reporter=line
