#!/usr/bin/env bash
# Looks through every state of the model of the sync protocol: docs/SYNC.md, "The model".
# usage: scripts/model.sh [--six] [STORY]   (--six: six operations instead of four; takes many times as long)
source "$(dirname "$0")/lib.sh"

scripts/setup.sh run
exec cargo run --locked --release -p latarnia-model -- "$@"
