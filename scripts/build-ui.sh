#!/usr/bin/env bash
# Builds both front ends into ui/dist, unless nothing they are made of is newer than the last build.
source "$(dirname "$0")/lib.sh"

[ -f ui/package.json ] || exit 0
built=ui/dist/.built

stale() {
  [ -f "$built" ] || return 0
  # The compiled messages are an output; the code lists and bindings they import are not all under ui/.
  [ -n "$(find ui core/codes core/forms \( -path ui/node_modules -o -path ui/dist -o -path ui/src/shared/paraglide \) -prune \
    -o -newer "$built" -print -quit)" ]
}

stale || exit 0
say "Building the phone and the console"
rm -f "$built"
(cd ui && npm run --silent build)
touch "$built"
