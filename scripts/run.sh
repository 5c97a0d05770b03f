#!/usr/bin/env bash
# Builds and starts everything on this machine: the sync server with the console, and the phone in the browser.
#   LATARNIA_DATA         where it keeps its data            (./data)
#   LATARNIA_SERVER_ADDR  server, console and API            (127.0.0.1:8787)
#   LATARNIA_PHONE_ADDR   phone                              (127.0.0.1:8788)
#   LATARNIA_PROFILE      dev or release                     (dev)
#   LATARNIA_BIN          folder with ready binaries; then nothing is installed or built
source "$(dirname "$0")/lib.sh"

data=${LATARNIA_DATA:-$root/data}
server_addr=${LATARNIA_SERVER_ADDR:-127.0.0.1:8787}
phone_addr=${LATARNIA_PHONE_ADDR:-127.0.0.1:8788}
sign_ins=$data/demo-sign-ins.txt
logs=$data/logs
bin=$(binaries)
pids=()

build() {
  [ -z "${LATARNIA_BIN:-}" ] || return 0
  scripts/setup.sh run
  scripts/build-ui.sh
  say "Building the server and the phone"
  cargo build --locked --profile "${LATARNIA_PROFILE:-dev}" -p latarnia-server -p latarnia-field --bins
}

# The demo is made aside and moved in whole, so that a start cut short never leaves half a town behind.
seed() {
  local seeding=$data/.seeding
  mkdir -p "$data" || die "cannot make the data folder $data"
  rm -rf -- "$seeding"
  [ -z "$(ls -A "$data")" ] || return 0
  say "First start: making the demo town in $data"
  mkdir "$seeding"
  (umask 077 && LATARNIA_DATA=$seeding "$bin/latarnia-server" demo >"$seeding/demo-sign-ins.txt") ||
    die "the demo data could not be made; nothing was kept in $data"
  find "$seeding" -mindepth 1 -maxdepth 1 -exec mv -t "$data" -- {} +
  rmdir "$seeding"
}

# An address as a browser on this machine can open it.
url() { echo "http://${1/#0.0.0.0:/127.0.0.1:}"; }

# must_be_free ADDRESS VARIABLE
must_be_free() {
  local code=0
  curl -s -o /dev/null --noproxy '*' --max-time 2 "$(url "$1")/readyz" || code=$?
  # 7 = connection refused: nobody listens there.
  [ $code = 7 ] || die "$1 is already in use. Stop what listens there or set $2."
}

start() {
  local log=$logs/$1.log
  shift
  # A session of its own, so that Ctrl-C reaches each program once: from us.
  setsid "$@" >>"$log" 2>&1 </dev/null &
  pids+=($!)
}

stop() {
  trap '' INT TERM
  local pid tries=100
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    while kill -0 "$pid" 2>/dev/null && [ $((tries--)) -gt 0 ]; do sleep 0.1; done
    if kill -KILL "$pid" 2>/dev/null; then note "process $pid did not stop in time and was ended"; fi
    wait "$pid" 2>/dev/null || true
  done
  pids=()
}

gone() {
  stop
  printf '\n' >&2
  tail -n 15 "$logs/$1.log" >&2
  die "the $1 stopped by itself; its whole log is in $logs/$1.log"
}

await() {
  local name=$1 addr=$2 pid=$3 tries=600
  while [ $((tries--)) -gt 0 ]; do
    kill -0 "$pid" 2>/dev/null || gone "$name"
    if curl -fs -o /dev/null --noproxy '*' --max-time 2 "$(url "$addr")/readyz"; then return; fi
    sleep 0.1
  done
  stop
  die "the $name did not become ready in a minute; see $logs/$name.log"
}

announce() {
  say "Latarnia is running"
  note "console  $(url "$server_addr")"
  note "phone    $(url "$phone_addr")   (Anna's; PIN 246810)"
  note "API      $(url "$server_addr")/docs"
  note "data     $data   (logs in $logs)"
  if [ -s "$sign_ins" ]; then printf '\n' && sed 's/^/   /' "$sign_ins"; fi
  printf '\n   Ctrl-C stops it.\n'
}

build
must_be_free "$server_addr" LATARNIA_SERVER_ADDR
must_be_free "$phone_addr" LATARNIA_PHONE_ADDR
seed
mkdir -p "$logs"
trap 'say "Stopping" && stop && exit 0' INT TERM
export LATARNIA_DATA=$data LATARNIA_SERVER_ADDR=$server_addr LATARNIA_PHONE_ADDR=$phone_addr
start server "$bin/latarnia-server" serve
await server "$server_addr" "${pids[0]}"
enrol=()
# The demo's phone is enrolled once, for Anna; its PIN is the one the sign-ins name.
if [ -s "$sign_ins" ] && [ ! -e "$data/phone/vault.json" ]; then
  enrol=(--enrol "$("$bin/latarnia-server" device invite anna --server "$(url "$server_addr")")" --pin 246810)
fi
start phone "$bin/bridge" --data "$data/phone" --addr "$phone_addr" "${enrol[@]}"
await phone "$phone_addr" "${pids[1]}"
announce
wait -n "${pids[@]}" || true
if kill -0 "${pids[0]}" 2>/dev/null; then gone phone; else gone server; fi
