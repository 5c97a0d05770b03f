#!/usr/bin/env bash
# Takes the pictures of the README again, from the real programs with the demo town.
source "$(dirname "$0")/lib.sh"

[ -f tests/e2e/pictures.config.ts ] || die "tests/e2e/pictures.config.ts is missing: there is nothing to take pictures with"
scripts/setup.sh pictures
scripts/build-ui.sh
cargo build --locked -p latarnia-server -p latarnia-field --bins
cd tests/e2e
LATARNIA_BIN=$target/debug exec npx playwright test --config pictures.config.ts
