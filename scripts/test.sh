#!/usr/bin/env bash
# Sets up and runs every test there is. The last line is "N passed, N failed"; it fails when one failed, when a
# runner crashed, and when a runner found nothing to run. A part is left out only where its folder does not exist.
source "$(dirname "$0")/lib.sh"
source scripts/count.sh
exec </dev/null

results=$target/test-results
passed=0
failed=0
parts=()

# part NAME COUNTER RESULT COMMAND...: RESULT is the file COUNTER reads; "-" is what the command printed.
part() {
  local name=$1 counter=$2 result=$3 log=$results/${1// /-}.log began=$SECONDS code=0 good=0 bad=0 took
  shift 3
  [ "$result" != - ] || result=$log
  rm -f "$result"
  say "$name"
  ("$@") 2>&1 | tee "$log" || code=$?
  took=$((SECONDS - began))
  if ! read -r good bad < <([ ! -f "$result" ] || "$counter" "$result"); then
    note "$name ended without a result (exit code $code)"
    good=0 bad=1
  elif [ $((good + bad)) = 0 ]; then
    note "$name ran no test"
    bad=1
  elif [ "$bad" = 0 ] && [ $code != 0 ]; then
    note "$name passed its tests and still ended with exit code $code"
    bad=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
  parts+=("$(printf '%-12s %5d passed %4d failed %5d s' "$name" "$good" "$bad" "$took")")
  [ "$bad" = 0 ] || parts+=("$(grep -E "^ *(FAIL |✘)" "$log" | sort -u | head -20 || true)")
  note "$name took $took s"
}

# A step without tests of its own: it only counts when it breaks.
prepare() {
  local name=$1 began=$SECONDS
  shift
  if "$@"; then note "$name took $((SECONDS - began)) s"; else
    failed=$((failed + 1))
    parts+=("$name failed")
  fi
}

frame() { scripts/tests/all.sh; }

build() {
  say "Building"
  cargo build --locked --workspace --bins
}

rust() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked --workspace --no-fail-fast --color never --show-progress none --status-level fail --final-status-level fail
  else
    cargo test --locked --workspace --no-fail-fast --quiet
  fi
}

# One PostgreSQL for all test programs. It ends with this script, whose end of the pipe it reads.
cluster() {
  coproc CLUSTER { exec "$target/debug/test-cluster"; }
  read -r LATARNIA_TEST_POSTGRES <&"${CLUSTER[0]}" && export LATARNIA_TEST_POSTGRES
}

ui() {
  cd ui && npm run --silent messages &&
    npx vitest run --reporter=default --reporter=json --outputFile.json="$results/ui.json"
}

browser() {
  cd tests/e2e && PLAYWRIGHT_JSON_OUTPUT_NAME=$results/browser.json npx playwright test --reporter=list,json
}

# Shorter stories than `make sim` tells, so that an unoptimised build is through within a minute.
simulation() { "$(binaries)/sim" --seeds 200 --steps 60 --jobs "$(nproc)"; }

window() { xvfb-run -a --server-args='-screen 0 1280x1024x24' tests/window/run.sh; }

# What two parts need of Python, in a folder of their own.
python_parts() {
  venv=$target/python
  [ -e "$venv/ready" ] || {
    python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check \
      'schemathesis==4.*' 'zstandard==0.*' 'blake3==1.*' && touch "$venv/ready"
  }
}

fuzz() { python_parts && SCHEMATHESIS=$venv/bin/schemathesis tests/fuzz.sh; }

# A second client of the protocol, written from the book (tests/second_client/README.md).
second_client() { python_parts && PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" tests/second_client/main.py; }

scripts/setup.sh test || die "the set-up failed; no test was run"
mkdir -p "$results"
# For the parts that start the real programs.
export LATARNIA_BIN=$target/debug

part frame count_last_line - frame
prepare 'the front ends' scripts/build-ui.sh
prepare 'the programs' build
rust_counter=count_cargo
if cargo nextest --version >/dev/null 2>&1; then rust_counter=count_nextest; fi
prepare 'the test cluster' cluster
part rust $rust_counter - rust
part simulation count_sim - simulation
if [ -d ui ]; then part ui count_vitest "$results/ui.json" ui; fi
if [ -d tests/e2e ]; then part browser count_playwright "$results/browser.json" browser; fi
if [ -d tests/window ]; then part window count_last_line - window; fi
if [ -f tests/fuzz.sh ]; then part fuzz count_last_line - fuzz; fi
if [ -d tests/second_client ]; then part 'second client' count_last_line - second_client; fi

say "All parts, $SECONDS s"
printf '   %s\n' "${parts[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
