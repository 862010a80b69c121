#!/bin/sh
# SPDX-License-Identifier: MIT
# Every fuzz target over its seeds, and over what once made it fail.
# Environment: srcdir (top of the source), FUZZ (where the targets are).
set -eu
LC_ALL=C
export LC_ALL
here=$srcdir/tests/fuzz

# A target that accepts whatever it is given would prove nothing: this one has to notice a wrong one.
if "$FUZZ/tokens" "$here/no-such-folder" 2>/dev/null; then
    echo "fuzz: a folder that is not there is no fault"
    exit 1
fi
count=0
for target in $FUZZ_TARGETS; do
    [ -d "$here/seeds/$target" ] || { echo "$target has no seeds"; exit 1; }
    set -- "$here/seeds/$target"
    [ ! -d "$here/found/$target" ] || set -- "$@" "$here/found/$target"
    "$FUZZ/$target" "$@" >/dev/null 2>"fuzz.$$" || { echo "$target fails:"; cat "fuzz.$$"; rm -f "fuzz.$$"; exit 1; }
    rm -f "fuzz.$$"
    count=$((count + 1))
done
echo "Checks: $count targets"
