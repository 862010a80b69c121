#!/bin/sh
# SPDX-License-Identifier: MIT
# Sweeps that mpirun shares between processes: the bytes of one process, whatever is in the way.
# Left out where tmprec is built without MPI, or mpirun is not there.
# Environment: as common.sh says; HAVE_MPI (yes: built with MPI).
[ "${HAVE_MPI:-no}" = yes ] && command -v mpirun >/dev/null || exit 77
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"
OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM

cells="counter:1011 parity:1101 third:110 --bits 4..20"
# ranks N ARGUMENT...: a sweep of N processes
ranks() {
    count=$1
    shift
    said="mpirun -n $count tmprec sweep $*"
    # shellcheck disable=SC2086
    timeout 120 mpirun --oversubscribe -n "$count" "$TMPREC" sweep "$@" </dev/null >out 2>err
    status=$?
}

# shellcheck disable=SC2086
run sweep $cells
cp out want
for count in 1 2 5; do
    # shellcheck disable=SC2086
    ranks $count $cells
    judge 0 want ""
done
# shellcheck disable=SC2086
ranks 3 $cells -o file.csv
check "in a file" cmp -s file.csv want
check "without a journal left" [ ! -e file.csv.journal ]
# shellcheck disable=SC2086
ranks 3 $cells --minimum
cp out got
# shellcheck disable=SC2086
run sweep $cells --minimum
check "curves" cmp -s got out

# What is refused is said once, and no process is left waiting.
for arguments in "counter:10x --bits 4" "counter:1 --bits 4 --resume" "counter:1 --bits 4 -o missing/x.csv" "counter:1 --bits 4 --memory 1K"; do
    # shellcheck disable=SC2086
    ranks 3 $arguments
    check "status" [ $status -eq 2 ]
    check "one line" [ "$(grep -c '^tmprec: ' err)" -eq 1 ]
done

# A process that is late, and one that is killed.
cat >late <<'END'
#!/bin/sh
[ "$OMPI_COMM_WORLD_RANK" != "${LATE:-none}" ] || sleep 1
exec "$TMPREC" "$@"
END
chmod +x late
export TMPREC
said="a process that is late"
# shellcheck disable=SC2086
LATE=1 timeout 120 mpirun --oversubscribe -x LATE -n 3 ./late sweep $cells >out 2>err </dev/null
check "the same bytes" cmp -s out want
cat >mortal <<'END'
#!/bin/sh
if [ "$OMPI_COMM_WORLD_RANK" = 1 ]; then
    (while [ ! -e killed.csv.journal ] || [ "$(wc -l <killed.csv.journal)" -lt 20 ]; do sleep 0.02; done; kill -9 $$) &
fi
exec "$TMPREC" "$@"
END
chmod +x mortal
said="a process that is killed"
long="counter:1011 parity:1101 third:110 add:1+1 --bits 4..40 --plain"
# shellcheck disable=SC2086
run sweep $long
cp out want
# shellcheck disable=SC2086
timeout 120 mpirun --oversubscribe -n 3 ./mortal sweep $long -o killed.csv >out 2>err </dev/null
if [ ! -e killed.csv ]; then
    check "cells are kept" [ "$(wc -l <killed.csv.journal)" -ge 20 ]
    # shellcheck disable=SC2086
    ranks 3 $long -o killed.csv --resume
fi
check "resumed to the same bytes" cmp -s killed.csv want

finish
