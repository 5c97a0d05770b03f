#!/usr/bin/env bash
# What can be said about the phone projects without an Android SDK or a Mac: manifests, resources, texts, versions,
# permissions, and that the Kotlin can be parsed. Every problem is one line.
#   scripts/phone-check.sh [TREE]      TREE is this tree unless another is named
source "$(dirname "$0")/lib.sh"

tree=$(realpath "${1:-$root}")
parsers=(tree-sitter==0.26.1 tree-sitter-kotlin==1.1.0 PyYAML==6.0.3)

venv=$target/phone-check
if [ "$(cat "$venv/.parsers" 2>/dev/null)" != "${parsers[*]}" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${parsers[@]}"
  echo "${parsers[*]}" >"$venv/.parsers"
fi
exec "$venv/bin/python" scripts/phone_check.py "$tree"
