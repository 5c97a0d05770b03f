#!/usr/bin/env bash
# Writes every generated file again: each crate that makes some has a binary `types` for it; the server,
# one program, has a command instead.
source "$(dirname "$0")/lib.sh"

for crate in core field; do
  [ -f "$crate/src/bin/types.rs" ] || continue
  name=$(sed -n 's/^name = "\(.*\)"/\1/p' "$crate/Cargo.toml" | head -n 1)
  note "$name"
  cargo run --quiet --locked -p "$name" --bin types
done

# Last: it leaves out of its file what the others wrote into theirs.
note latarnia-server
cargo run --quiet --locked -p latarnia-server -- types
