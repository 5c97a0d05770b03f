#!/usr/bin/env bash
# Looks through every state of the model of the sync protocol: docs/SYNC.md, "The model".
# usage: scripts/model.sh [--four] [--plain] [STORY]   (--four: four operations instead of six; --plain: leaving nothing out)
source "$(dirname "$0")/lib.sh"

scripts/setup.sh run
exec cargo run --locked --release -p latarnia-model -- "$@"
