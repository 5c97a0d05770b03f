#!/usr/bin/env bash
# Lets libFuzzer make bytes for the claims of fuzz/claims.rs (fuzz/README.md). Needs cargo-fuzz.
# usage: scripts/fuzz.sh [SECONDS] [TARGET…]   (60 seconds for each of request, reply, segment, unpack)
#   FUZZ_SEED=n     where chance begins
#   FUZZ_DIR=path   what is built and found goes there; afterwards it may be deleted
#   FUZZ_KEEP=1     of what was found to reach new code, the least that reaches all of it joins fuzz/corpus
source "$(dirname "$0")/lib.sh"

seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(request reply segment unpack)
place=$(realpath -m "${FUZZ_DIR:-$target/fuzz}")
built=$place/target/$(rustc -vV | sed -n 's/^host: //p')/release

scripts/setup.sh run
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
# The sanitizer and the counting of what was reached are options of the compiler that a stable one keeps locked.
RUSTC_BOOTSTRAP=1 cargo-fuzz build --fuzz-dir fuzz --sanitizer address --target-dir "$place/target"
# SQLite has several tables of one name, each in a function of its own, which count as one defined twice; and it keeps
# memory until the end.
export ASAN_OPTIONS=detect_odr_violation=0:detect_leaks=0

for name in "${targets[@]}"; do
  [ -d "fuzz/corpus/$name" ] || die "there is no target $name"
  found=$place/found/$name
  mkdir -p "$found" "$place/broken"
  say "$name, $seconds s"
  options=(-max_len=20000 -timeout=20 -rss_limit_mb=3000 "-seed=${FUZZ_SEED:-20261122}")
  "$built/$name" "$found" "fuzz/corpus/$name" "${options[@]}" -max_total_time="$seconds" -dict=fuzz/words.dict \
    -artifact_prefix="$place/broken/$name-" -print_final_stats=1 2>"$place/$name.log" ||
    { tail -n 40 "$place/$name.log"; die "a claim does not hold: $place/broken"; }
  grep -E 'DONE|executed_units' "$place/$name.log"
  [ -z "${FUZZ_KEEP:-}" ] || "$built/$name" -set_cover_merge=1 "${options[@]}" "fuzz/corpus/$name" "$found" 2>&1 | tail -n 1
done
