#!/usr/bin/env bash
# Everything that can be said about the tree without running it. Every step runs; the failed ones are named at the end.
source "$(dirname "$0")/lib.sh"
exec </dev/null

scripts/setup.sh check
# The window's crate takes the built front ends in.
scripts/build-ui.sh
failed=()

# step NAME COMMAND...: a subshell, so that no step can leave anything behind for the next.
step() {
  local name=$1 began=$SECONDS code=0
  shift
  say "$name"
  ("$@") || code=$?
  if [ $code = 0 ]; then note "ok, $((SECONDS - began)) s"; else
    note "FAILED, $((SECONDS - began)) s"
    failed+=("$name")
  fi
}

# Fails when it is given a line to print.
none_of() {
  local found
  found=$(cat)
  [ -z "$found" ] || {
    printf '%s\n' "$found" | sed 's/^/   /'
    return 1
  }
}

# lines_with PATTERN, in the files named on the input; finding none is no error.
lines_with() { xargs -r -d '\n' grep -nIHE "$1" || true; }

lints() { cargo clippy --quiet --locked --workspace --all-targets -- -D warnings; }

generated() { sources docs/FIELDS.md '*.gen.ts' '*.gen.json' '*.gen/*' | sort | xargs -r -d '\n' sha256sum; }

fresh() {
  local before after
  before=$(generated)
  scripts/types.sh --workspace || return
  after=$(generated)
  # The changed ones, by name; `make types` and a commit mend it.
  diff <(echo "$before") <(echo "$after") | awk '/^[<>]/ {print $3 " is stale: run make types"}' | sort -u | none_of
}

short_files() {
  code | xargs -r -d '\n' wc -l | awk '$2 != "total" && $1 > 500 {print $2 " has " $1 " lines, 500 are allowed"}' | none_of
}

# The brackets keep the patterns from finding themselves.
leftovers() {
  code | lines_with \
    '\b(TOD[O]|FIXM[E])\b|\b(tod[o]|unimplemente[d]|db[g])!\(|#\[ignor[e]|\b(it|test|describe)\.(ski[p]|onl[y]|fixm[e])\(' |
    none_of
}

machine_paths() {
  sources | grep -v 'package-lock\.json$' | lines_with '(^|[^A-Za-z0-9_.])/(wor[k]|far[m]|roo[t]|hom[e])/' | none_of
}

# Every label in three languages, keys unique, the list named as its file.
code_lists() {
  local file
  for file in core/codes/*.json; do
    jq -r --arg name "$(basename "$file" .json)" '
      def bad: "\($name): \(.)";
      (if .list != $name then "is named \(.list)" | bad else empty end),
      (if (.version | type) != "number" or (.source | type) != "string" then "needs a version and a source" | bad else empty end),
      (.entries | group_by(.key)[] | select(length > 1) | "has \(.[0].key) twice" | bad),
      (.entries[] | .key as $key | (if $key | test("^[a-z0-9_]+$") then empty else "\($key) is no key" | bad end),
        (("pl", "en", "uk") as $lang | select((.[$lang] // "") == "") | "\($key) has no \($lang) label" | bad))
    ' "$file" || echo "$file is not readable"
  done | none_of
}

# A test the papers name is there: the last word of every `file::test` is a function.
named_tests() {
  grep -ohE '`[a-z_/]+(::[a-z_]+)*::[a-z_]{12,}`' docs/*.md docs/adr/*.md | tr -d '`' | sed 's/.*:://' | sort -u |
    while read -r name; do git grep -qE "fn $name\b" -- '*.rs' || echo "the papers name a test $name"; done | none_of
}

shell_syntax() { code | grep -E '\.sh$|^\.ci/run$' | while read -r file; do bash -n "$file" || exit 1; done; }

# What a phone starts with, as far as a desktop can compile it.
phone_entry() { cargo clippy --quiet --locked -p latarnia-app --features mobile-entry --all-targets -- -D warnings; }

front_end() { cd ui && npm run --silent check; }

step 'format' cargo fmt --all --check -- -l
step 'file sizes' short_files
step 'leftover words' leftovers
step 'paths of one machine' machine_paths
step 'code lists' code_lists
step 'shell scripts' shell_syntax
step 'tests the papers name' named_tests
step 'phone projects (manifests, resources, texts, versions, seams)' scripts/phone-check.sh
step 'lints' lints
step 'lints of the phone entry' phone_entry
step 'generated files' fresh
if [ -d ui ]; then step 'front end (types, lints, format, import direction, capabilities and CSP)' front_end; fi
if cargo deny --version >/dev/null 2>&1; then step 'licences' cargo deny --offline check licenses bans; fi

if [ ${#failed[@]} -gt 0 ]; then
  say "${#failed[@]} failed:"
  printf '   %s\n' "${failed[@]}"
  exit 1
fi
say "all checks passed"
