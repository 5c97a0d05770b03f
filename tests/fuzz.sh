#!/usr/bin/env bash
# Sends the server everything its OpenAPI description allows and forbids, within bounds, as someone who is signed in
# and as nobody. Passes when no answer is a 5xx. Ends with "N passed, N failed": one per operation and caller.
set -euo pipefail
cd "$(dirname "$0")/.."
export SCHEMATHESIS_HOOKS=fuzz_hooks PYTHONPATH=$PWD/tests PYTHONDONTWRITEBYTECODE=1
bin=${LATARNIA_BIN:-target/debug}
schemathesis=${SCHEMATHESIS:?the schemathesis program, see scripts/test.sh}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

export LATARNIA_DATA=$work/data LATARNIA_LOG=off
mkdir "$LATARNIA_DATA"
"$bin/latarnia-server" area add Centrum
echo fuzz-password | "$bin/latarnia-server" user add nadzor --full-name 'Nadzieja Sowa' --role supervisor
LATARNIA_SERVER_ADDR=127.0.0.1:0 LATARNIA_SIGN_IN_BURST=1000000 "$bin/latarnia-server" serve >"$work/address" &
server=$!
for _ in $(seq 1 2000); do
  address=$(head -n 1 "$work/address")
  [ -n "$address" ] && curl --silent --fail "$address/readyz" >/dev/null && break
done
cookie=$(curl --silent --fail --dump-header - --output /dev/null "$address/v1/session" -H 'x-latarnia: 1' \
  -H 'content-type: application/json' -d '{"name":"nadzor","password":"fuzz-password"}' |
  sed -n 's/^set-cookie: \([^;]*\).*/\1/Ip')

# The event stream never ends, and signing out would make the rest of the run a nobody's.
fuzz() {
  local who=$1
  shift
  "$schemathesis" run "$address/openapi.json" --checks not_a_server_error --phases examples,coverage,fuzzing \
    --max-examples "${FUZZ_EXAMPLES:-25}" --max-time "${FUZZ_SECONDS:-40}" --seed "${FUZZ_SEED:-20261122}" \
    --request-timeout 20 --exclude-path /v1/events --exclude-operation-id sign_out --continue-on-failure --no-color \
    --suppress-health-check all --warnings off --report junit --report-junit-path "$work/$who.xml" "$@" ||
    echo "as $who: something was found"
}
fuzz nobody
fuzz somebody -H "Cookie: $cookie" -H 'x-latarnia: 1'
kill -0 "$server" || { echo 'the server is gone'; exit 1; }

python3 - "$work/nobody.xml" "$work/somebody.xml" <<'PY'
import sys
import xml.etree.ElementTree as xml
cases = [case for path in sys.argv[1:] for case in xml.parse(path).iter('testcase')]
bad = [case for case in cases if case.find('failure') is not None or case.find('error') is not None]
for case in bad:
    print('failed:', case.get('name'))
print(f'\n{len(cases) - len(bad)} passed, {len(bad)} failed')
sys.exit(1 if bad or not cases else 0)
PY
