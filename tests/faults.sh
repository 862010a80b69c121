#!/bin/sh
# SPDX-License-Identifier: MIT
# Calls that fail: of each run of tests/faults/runs.h some allocations, and all else.  One of each site: make check-faults.
# Environment: TMPREC (the program, an absolute path), FAULTS (the folder with faults and inject.so), CFLAGS (of TMPREC),
# srcdir (top of the source).
set -u
srcdir=$(cd "${srcdir:=$(dirname "$0")/..}" && pwd) || exit 99
case ${CFLAGS-} in
*sanitize* | *coverage*)
    echo "sanitizers and counters have allocations of their own"
    exit 77
    ;;
esac
exec "$FAULTS/faults" "$TMPREC" "$FAULTS/inject.so" "$srcdir/tests/import" few
