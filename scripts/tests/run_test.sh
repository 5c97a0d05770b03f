#!/usr/bin/env bash
source "$(dirname "$0")/claims.sh"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

prepare() {
  mkdir "$here/bin"
  ln -s "$root/scripts/tests/stand_in.py" "$here/bin/latarnia-server"
  ln -s "$root/scripts/tests/stand_in.py" "$here/bin/bridge"
  export LATARNIA_BIN=$here/bin LATARNIA_DATA=$here/data TRACE=$here/trace
  LATARNIA_SERVER_ADDR=127.0.0.1:$(free_port)
  LATARNIA_PHONE_ADDR=127.0.0.1:$(free_port)
  export LATARNIA_SERVER_ADDR LATARNIA_PHONE_ADDR
  touch "$TRACE"
  # A test that fails half-way leaves nothing running.
  trap 'kill "${running:-}" 2>/dev/null || true' EXIT
}

# Starts it and returns once it says that it runs; what it says is in $here/said.
start() {
  # As in a terminal, where the interrupt is not ignored as it is for a plain background job.
  python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])' \
    "${@:-scripts/run.sh}" >"$here/said" 2>&1 &
  running=$!
  local tries=300
  until grep -q 'Ctrl-C stops it' "$here/said"; do
    if ! kill -0 "$running" || [ $((tries--)) = 0 ]; then cat "$here/said" && return 1; fi
    sleep 0.1
  done
}

# finish SIGNAL: leaves its exit code in $ended.
finish() {
  ended=0
  kill "-$1" "$running"
  wait "$running" || ended=$?
}

listens() { curl -fs -o /dev/null --noproxy '*' "http://$1/readyz"; }

a_first_start_makes_the_demo_and_says_where_everything_is() {
  prepare
  start
  listens "$LATARNIA_SERVER_ADDR" && listens "$LATARNIA_PHONE_ADDR"
  has "$here/said" "console  http://$LATARNIA_SERVER_ADDR"
  has "$here/said" "phone    http://$LATARNIA_PHONE_ADDR"
  has "$here/said" "http://$LATARNIA_SERVER_ADDR/docs"
  has "$here/said" 'supervisor: anna / latarnia-demo'
  has "$TRACE" 'latarnia-server started with serve'
  has "$TRACE" "bridge started with --data $here/data/phone --addr $LATARNIA_PHONE_ADDR --enrol latarnia://enrol?code=STAND-IN"
  is "$(cat "$here/data/registry.db")" town
  is "$(stat -c %a "$here/data/demo-sign-ins.txt")" 600
  finish TERM
  is "$ended" 0
}

stops_both_programs_on() {
  prepare
  start
  finish "$1"
  is "$ended" 0
  has "$TRACE" 'latarnia-server stopped'
  has "$TRACE" 'bridge stopped'
  fails listens "$LATARNIA_SERVER_ADDR"
  fails listens "$LATARNIA_PHONE_ADDR"
}
the_term_signal_stops_both_programs() { stops_both_programs_on TERM; }
ctrl_c_stops_both_programs() { stops_both_programs_on INT; }

make_run_passes_the_signal_on() {
  prepare
  start make --no-print-directory run
  finish TERM
  has "$TRACE" 'latarnia-server stopped'
  has "$TRACE" 'bridge stopped'
}

a_second_start_finds_the_data_of_the_first() {
  prepare
  start
  finish TERM
  echo changed >"$here/data/registry.db"
  start
  has "$here/said" 'supervisor: anna / latarnia-demo'
  finish TERM
  is "$(cat "$here/data/registry.db")" changed
  is "$(grep -c seeded "$TRACE")" 1
}

data_that_is_no_demo_is_not_seeded_over() {
  prepare
  mkdir "$here/data"
  echo real >"$here/data/registry.db"
  start
  finish TERM
  is "$(cat "$here/data/registry.db")" real
  lacks "$TRACE" seeded
}

a_demo_that_failed_leaves_nothing_and_is_made_at_the_next_start() {
  prepare
  BROKEN='latarnia-server demo' fails scripts/run.sh >"$here/said" 2>&1
  has "$here/said" 'the demo data could not be made'
  [ ! -e "$here/data/registry.db" ]
  start
  finish TERM
  is "$(cat "$here/data/registry.db")" town
}

a_program_that_ends_is_named_with_its_last_words_and_the_other_is_stopped() {
  prepare
  BROKEN='bridge --data' fails scripts/run.sh >"$here/said" 2>&1
  has "$here/said" 'the phone stopped by itself'
  has "$here/said" 'bridge is broken'
  has "$TRACE" 'latarnia-server stopped'
}

a_taken_address_is_named_before_anything_is_made() {
  prepare
  start
  LATARNIA_DATA=$here/other fails scripts/run.sh >"$here/second" 2>&1
  finish TERM
  has "$here/second" "$LATARNIA_SERVER_ADDR is already in use"
  [ ! -e "$here/other" ]
}

only_demo_data_is_ever_removed() {
  prepare
  start
  finish TERM
  scripts/clean-data.sh
  [ ! -e "$here/data" ]
  mkdir "$here/data"
  echo real >"$here/data/registry.db"
  fails scripts/clean-data.sh
  is "$(cat "$here/data/registry.db")" real
}

claim a_first_start_makes_the_demo_and_says_where_everything_is
claim the_term_signal_stops_both_programs
claim ctrl_c_stops_both_programs
claim make_run_passes_the_signal_on
claim a_second_start_finds_the_data_of_the_first
claim data_that_is_no_demo_is_not_seeded_over
claim a_demo_that_failed_leaves_nothing_and_is_made_at_the_next_start
claim a_program_that_ends_is_named_with_its_last_words_and_the_other_is_stopped
claim a_taken_address_is_named_before_anything_is_made
claim only_demo_data_is_ever_removed
claims_done
