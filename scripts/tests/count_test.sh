#!/usr/bin/env bash
source "$(dirname "$0")/claims.sh"
source scripts/count.sh

# counts COUNTER TEXT EXPECTED
counts() {
  printf '%s\n' "$2" >"$here/result"
  is "$("$1" "$here/result")" "$3"
}

nextest_counts_what_passed() {
  counts count_nextest '     Summary [   0.004s] 3 tests run: 3 passed, 0 skipped' '3 0'
  counts count_nextest '     Summary [   0.004s] 1 test run: 1 passed, 5 skipped' '1 0'
}
nextest_counts_every_way_not_to_pass() {
  counts count_nextest '     Summary [  60.1s] 9 tests run: 5 passed (1 slow), 2 failed, 2 timed out, 1 skipped' '5 4'
  counts count_nextest '     Summary [   1.0s] 3/9 tests run: 2 passed, 1 failed, 6 not run' '2 1'
  counts count_nextest '     Summary [   1.0s] 2 tests run: 0 passed, 2 failed, 0 skipped' '0 2'
}
nextest_that_did_not_compile_has_no_result() {
  counts count_nextest 'error: could not compile `latarnia-core`' ''
}
cargo_adds_up_its_binaries() {
  counts count_cargo 'test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out
test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out' '6 3'
  counts count_cargo 'error: could not compile' ''
}
vitest_counts_tests_and_files_that_do_not_load() {
  counts count_vitest '{"numPassedTests":7,"numFailedTests":1,"testResults":[
    {"status":"failed","assertionResults":[{"status":"failed"}]},{"status":"failed","assertionResults":[]}]}' '7 2'
  counts count_vitest '{"numPassedTests":7,"numFailedTests":0,"testResults":[]}' '7 0'
  counts count_vitest 'not json' ''
}
playwright_counts_flaky_tests_and_errors_as_failed() {
  counts count_playwright '{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2},"errors":[{}]}' '5 3'
  counts count_playwright '' ''
}
the_simulation_counts_its_stories() {
  counts count_sim 'seed 147: [Lost]
stories=200 failed=1
seeds=200 ops=5000 lost=2 doubled=0 diverged=0 leaked=0 resurrected=0' '199 1'
  counts count_sim 'seeds=200 ops=5000 lost=2' ''
}
a_last_line_counts_only_where_it_stands_alone() {
  counts count_last_line 'x
12 passed, 3 failed' '12 3'
  counts count_last_line '12 passed, 3 failed
and then it crashed' ''
}

claim nextest_counts_what_passed
claim nextest_counts_every_way_not_to_pass
claim nextest_that_did_not_compile_has_no_result
claim cargo_adds_up_its_binaries
claim vitest_counts_tests_and_files_that_do_not_load
claim playwright_counts_flaky_tests_and_errors_as_failed
claim the_simulation_counts_its_stories
claim a_last_line_counts_only_where_it_stands_alone
claims_done
