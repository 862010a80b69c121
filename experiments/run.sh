#!/bin/sh
# SPDX-License-Identifier: MIT
# Repeats the experiments, which writes their results anew: nearly three hours of processor time, an
# hour of it for both-sites, 25 for certified-bits, 15 for bb5, 15 for sudoku; up to 16 GB of memory.
#     experiments/run.sh [NAME...]
# With QUICK=1 a small part of each goes to a temporary folder, two to three minutes, and is compared with what is
# committed, which stays as it is.  Status 1 if a row differs.
# Environment: as common.sh says, and QUICK.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
: "${TMPREC:=$here/../build/tmprec}"
TMPREC=$(cd "$(dirname "$TMPREC")" && pwd)/$(basename "$TMPREC")
export TMPREC

# The arguments of its run.sh for a small part of an experiment; nothing for one that has no part.
part() {
    case $1 in
    minimum-bits) echo 60 30 ;;
    certified-bits) echo 64 ;;
    both-sites) echo 64 ;;
    summaries) echo 4 6 ;;
    tightness) echo 2 ;;
    depth-width) echo 16,32,64 ;;
    formats) echo 16 ;;
    beta-bits) echo 16 ;;
    rewrites) echo 16,64 10,30 ;;
    logits) echo 4..8 ;;
    layers) echo 4 ;;
    modes) echo 200 ;;
    puzzles) echo 4 ;;
    chance) echo 1 ;;
    esac
}

sums() { cat "$here"/*/* | cksum; }

# quick NAME
quick() {
    arguments=$(part "$1")
    if [ -z "$arguments" ]; then
        echo "$1: has no part that is quick; not repeated"
        return
    fi
    # Where it is called nothing ends by itself: an experiment that fails is told, whatever it has written.
    # shellcheck disable=SC2086
    (cd "$work" && "$here/$1/run.sh" $arguments) || return 1
    "$here/compare.sh" "$here/$1" "$work/$1-${arguments%% *}"
}

if [ $# -eq 0 ]; then
    for script in "$here"/*/run.sh; do
        set -- "$@" "$(basename "$(dirname "$script")")"
    done
fi
if [ "${QUICK:-0}" = 0 ]; then
    for name in "$@"; do
        echo "$name"
        # 77: what it needs was not built, as it has said
        "$here/$name/run.sh" || [ $? = 77 ]
    done
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
before=$(sums)
code=0
for name in "$@"; do
    quick "$name" || code=1
done
if [ "$(sums)" != "$before" ]; then
    echo 'files of the experiments have changed'
    code=1
fi
exit $code
