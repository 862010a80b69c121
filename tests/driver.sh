#!/bin/sh
# SPDX-License-Identifier: MIT
# Automake test driver. Unlike the stock one it shows on stdout what matters of
# the log: the time and totals of a test that passed, everything of one that did not.
set -u

name="" log="" trs=""
while [ $# -gt 0 ]; do
    case $1 in
        --test-name) name=$2; shift 2 ;;
        --log-file) log=$2; shift 2 ;;
        --trs-file) trs=$2; shift 2 ;;
        --) shift; break ;;
        --*) shift 2 ;;
        *) break ;;
    esac
done

# For make coverage: what is counted goes to a folder of this test's own, without the path of the build.
if [ -n "${COUNTED-}" ]; then
    GCOV_PREFIX=$COUNTED/$name
    GCOV_PREFIX_STRIP=$(pwd | tr -cd / | wc -c)
    export GCOV_PREFIX GCOV_PREFIX_STRIP
fi

start=$(date +%s)
"$@" >"$log" 2>&1 </dev/null
status=$?
seconds=$(($(date +%s) - start))

recheck=yes
case $status in
    0) result=PASS recheck=no; shown=$(grep 'Checks: ' "$log" || tail -n 1 "$log") ;;
    77) result=SKIP recheck=no; shown=$(tail -n 1 "$log") ;;
    99) result=ERROR; shown=$(cat "$log") ;;
    *) result=FAIL; shown=$(cat "$log"; echo "(exit status $status)") ;;
esac

# One write, so that tests run in parallel don't mix their lines.
printf '%s: %s (%d s)\n%s\n' "$result" "$name" $seconds "$shown"
cat >"$trs" <<END
:test-result: $result
:global-test-result: $result
:recheck: $recheck
:copy-in-global-log: $recheck
:start: $start
END
