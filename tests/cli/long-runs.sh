#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs of millions of steps: only the segment at work is in memory.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# Written down, the ten million tokens of this run take some 240 MB.
set -- bb5 '' --mode scot --two-way fold --steps 3000000

# What needs no more than 64 MB is not stopped.  With a sanitizer even the help needs more.
# shellcheck disable=SC3045
limited() { (ulimit -v 65536 && exec "$TMPREC" "$@") >out 2>err; }
limited --help || ulimit() { :; }

# Coarse arithmetic errs early; so this is quick.
limited verify "$@" --format mpfr:2
status=$?
said="verify in 64 MB"
check "segment by segment" [ $status -eq 1 ]
check "all predictions count" grep -q '^tokens	8[0-9]*$' out
limited run "$@" --format mpfr:2
status=$?
said="run in 64 MB"
check "segment by segment" [ $status -eq 1 ]
limited bound "$@" --act fixed:1.0 --attn p:8
status=$?
said="bound in 64 MB"
check "segment by segment" [ $status -le 1 ]
check "the longest segment" grep -q '^n	[0-9]' out
limited info "$@"
status=$?
said="info in 64 MB"
check "segment by segment" [ $status -eq 0 ]
# The reader of a trace gets its beginning while the rest is still to be told.
# shellcheck disable=SC3045
(ulimit -v 65536 && exec "$TMPREC" trace "$@") 2>err | head -n 3 >out
said="trace in 64 MB"
check "segment by segment" [ "$(wc -l <out)" -eq 3 ]

finish
