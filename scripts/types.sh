#!/usr/bin/env bash
# Writes every generated file again: the phone's crate has a binary for it; the server, one program, a command.
# usage: scripts/types.sh [--workspace]   (builds all of it, as the tests do, so that they need not build it anew)
source "$(dirname "$0")/lib.sh"

packages=(-p latarnia-field -p latarnia-server)
[ "${1:-}" != --workspace ] || packages=(--workspace)
cargo build --quiet --locked "${packages[@]}" --bins

note latarnia-field
"$target/debug/types"
# Last: it leaves out of its file what the other wrote into its own.
note latarnia-server
"$target/debug/latarnia-server" types
