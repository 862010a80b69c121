#!/bin/sh
# SPDX-License-Identifier: MIT
# The jobs of doc/long-sweeps.md, as HTCondor runs them: a small sweep in two parts, which are taken off their slots while they run.
# First they are asked to end, and what they have kept is sent back; then they are killed, and what was sent back before is left.
# The parts have to join to the bytes of the undivided sweep.  It submits jobs, so only `make check-htcondor` runs it.
# Environment: TMPREC, the program, by its path on all nodes; srcdir.  Jobs and their files go to a new folder here.
set -eu
: "${TMPREC:?the program}" "${srcdir:?the source}"
for program in condor_submit condor_q condor_vacate_job condor_rm; do
    command -v $program >/dev/null || {
        echo "htcondor.sh: there is no $program here" >&2
        exit 77
    }
done
srcdir=$(cd "$srcdir" && pwd)
work=$(mktemp -d "$PWD/htcondor.XXXXXX")
cd "$work"
trap '[ -z "${jobs:-}" ] || condor_rm "$jobs" >/dev/null 2>&1 || :; rm -rf "$work"' EXIT
sweep="counter:11000001 mul:1011*100 --bits 4..32 --family fixed,float --plain"

# written PERIOD: the jobs as they are printed there, with this program, a smaller sweep, and what a small pool has.
written() {
    sed -n '/^### HTCondor/,/^### MPI/s/^    //p' "$srcdir/doc/long-sweeps.md" |
        sed -e "s| /usr/local/bin/tmprec | $TMPREC |" -e "s|sweep --bits 4..32|sweep $sweep|" -e "s|status 1h|status $1|" \
            -e 's|)/64 |)/2 |' -e 's|seq 64|seq 2|' -e 's|^\(request_cpus *= \).*|\11|' >jobs.sub
    if ! grep -q "status $1 $TMPREC sweep counter.*/2 -o part" jobs.sub || ! grep -q 'seq 2 ' jobs.sub; then
        echo 'htcondor.sh: the jobs in doc/long-sweeps.md have changed' >&2
        exit 1
    fi
}

# number STATUS: of the jobs; 2 is running, 5 is held
number() { condor_q "$jobs" -af JobStatus | grep -c "^$1" || :; }

# Fails if a job is held, for nothing here holds one.
wait_for_end() {
    while [ "$(number '[0-9]')" -gt 0 ]; do
        [ "$(number 5)" = 0 ] || {
            condor_q "$jobs" -af HoldReason >&2
            exit 1
        }
        sleep 1
    done
}

# interrupted PERIOD SECONDS OPTION...: the jobs, which condor_vacate_job OPTION... interrupts after SECONDS
interrupted() {
    rm -f part* sweep.log
    written "$1"
    running=$2
    shift 2
    jobs=$(condor_submit -terse jobs.sub | sed 's/[.].*//')
    until [ "$(number 2)" -gt 0 ]; do
        [ "$(number 5)" = 0 ] || wait_for_end
        sleep 0.2
    done
    sleep "$running"
    condor_vacate_job "$@" "$jobs" || {
        echo 'htcondor.sh: no part was running any longer: nothing was interrupted' >&2
        exit 1
    }
    wait_for_end
    cat part*.err
    grep -q 'cells were finished before' part*.err || {
        echo 'htcondor.sh: no part went on with what was kept' >&2
        exit 1
    }
    "$TMPREC" merge part*.csv -o joined.csv
    cmp joined.csv whole.csv
}

# shellcheck disable=SC2086
"$TMPREC" sweep $sweep >whole.csv
interrupted 1h 2
interrupted 2 4 -fast
echo '2 parts by HTCondor, interrupted in both ways: the bytes of the undivided sweep'
