#!/usr/bin/env bash
# Opens the real phone app in a window on this desktop. It keeps its data in LATARNIA_DATA/window (./data/window).
source "$(dirname "$0")/lib.sh"

scripts/setup.sh phone
scripts/build-ui.sh
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || die "there is no desktop here; try 'make run' for the phone in a browser"
export LATARNIA_DATA=${LATARNIA_DATA:-$root/data}/window
mkdir -p "$LATARNIA_DATA"
exec cargo run --locked --profile "${LATARNIA_PROFILE:-dev}" -p latarnia-app
