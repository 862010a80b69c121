#!/bin/sh
# SPDX-License-Identifier: MIT
# Verifies the whole run of the fifth busy beaver in summarized chain of thought, and says what is certain of it with
# few bits (run.csv, bound.txt), and what that takes (times.txt); notes where the data come from (origin.txt).
#     experiments/bb5/run.sh
# takes about 15 minutes of processor time, on one thread.
# Environment: as ../common.sh says.
# Needs awk and GNU time.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"

set -- bb5 '' --mode scot --two-way fold --max-steps 100000000

# The sizes of the run, from its tokens.
"$TMPREC" trace "$@" | awk -f "$here/count.awk" >"$work/counted"

env time -f 'user seconds\t%U\nsystem seconds\t%S\nkilobytes\t%M' -o "$work/times.txt" "$TMPREC" verify "$@" --jobs 1 >"$work/verified"

for formats in 'fixed:1.2 p:4' 'fixed:1.0 p:1' 'fixed:1.2 fixed:1.2'; do
    # A bound that certifies nothing ends with 1.
    "$TMPREC" bound "$@" --act "${formats% *}" --attn "${formats#* }" || [ $? -eq 1 ]
    echo
done >"$work/bound.txt"

{
    echo what,value
    cat "$work/counted"
    awk -F '\t' '$1 == "r" || $1 == "n" { print $1 "," $2 }' "$work/bound.txt" | sort -ru
    sed 's/^tokens	/predictions,/; s/	/,/' "$work/verified"
} >"$work/run.csv"

named=bb5
finish run.csv bound.txt times.txt
