#!/usr/bin/env bash
# Measures sync beside its floors and its peers; arguments go to the program. The peers are installed under target/ and
# run as they come. Where one cannot be installed, its rows say so.
source "$(dirname "$0")/lib.sh"

scripts/setup.sh bench
peers=$target/peers

anki() {
  [ -d "$peers/anki/lib" ] || python3 -m venv "$peers/anki" || return
  "$peers/anki/bin/python" -c 'import anki' 2>/dev/null ||
    "$peers/anki/bin/pip" install --quiet --disable-pip-version-check 'anki==26.*'
}

pouch() {
  [ -d "$peers/pouch/node_modules/express-pouchdb" ] ||
    npm install --prefix "$peers/pouch" --no-save --no-fund --no-audit --loglevel=error pouchdb@9 express-pouchdb@4 express@4
}

mkdir -p "$peers"
say "Installing the peers"
anki || note "Anki could not be installed"
pouch || note "PouchDB could not be installed"

say "Building"
cargo build --locked --release -p latarnia-server -p latarnia-tests --bin latarnia-server --bin bench-sync
exec "$target/release/bench-sync" --peers "$peers" "$@"
