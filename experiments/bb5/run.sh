#!/bin/sh
# Verifies the whole run of the fifth busy beaver in summarized chain of thought, and says what is certain of it with
# few bits (run.csv, bound.txt); notes where the data come from (origin.txt).
#     experiments/bb5/run.sh
# takes about half an hour of processor time, on one thread.
# Environment: TMPREC, the program (default: build/tmprec of this source).
# Needs awk and GNU time.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
: "${TMPREC:=$here/../../build/tmprec}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

set -- bb5 '' --mode scot --two-way fold --max-steps 100000000

# The sizes of the run, from its tokens.
"$TMPREC" trace "$@" | awk -f "$here/count.awk" >"$work/counted"

env time -f 'seconds,%U\nkilobytes,%M' -o "$work/used" "$TMPREC" verify "$@" --jobs 1 >"$work/verified"

for attn in p:4 fixed:1.2; do
    # A bound that certifies nothing ends with 1.
    "$TMPREC" bound "$@" --act fixed:1.2 --attn $attn || [ $? -eq 1 ]
    echo
done >"$work/bound.txt"

{
    echo what,value
    cat "$work/counted"
    awk -F '\t' '$1 == "r" || $1 == "n" { print $1 "," $2 }' "$work/bound.txt" | sort -ru
    sed 's/^tokens	/predictions,/; s/	/,/' "$work/verified"
    cat "$work/used"
} >"$work/run.csv"

"$here/../origin.sh" "$TMPREC" experiments/bb5/run.sh >"$work/origin.txt"
cp "$work/run.csv" "$work/bound.txt" "$work/origin.txt" "$here"
