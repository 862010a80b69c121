#!/bin/sh
# SPDX-License-Identifier: MIT
# The same bytes with another mathematical library, and, in BUILDS, with other compilers and options: one a line, such as
# `clang -O3 -march=native`.  Some minutes each: make check-determinism.
# Environment: TMPREC (the program, an absolute path), CC, CFLAGS (of TMPREC), srcdir (top of the source).
set -u
srcdir=$(cd "${srcdir:=$(dirname "$0")/..}" && pwd) || exit 99
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
case ${CFLAGS-} in
*sanitize*)
    echo "sanitizers want to be loaded first"
    exit 77
    ;;
esac
differ=0
compared=0

# files_of NAME PROGRAM [LIBM]
files_of() {
    mkdir "$work/$1" && (cd "$work/$1" && LIBM=${3-} sh "$srcdir/tests/determinism/commands.sh" "$2") || exit 99
    # Rows tell the seconds that they took, and files the command that made them.
    for file in "$work/$1"/*; do
        sed -E 's/"seconds": *[0-9.e+-]+/"seconds": 0/g' "$file" >"$work/text" 2>/dev/null && mv "$work/text" "$file"
    done
}

# compare NAME: with the first one
compare() {
    for file in "$work"/first/*; do
        name=$(basename "$file")
        compared=$((compared + 1))
        if ! cmp -s "$file" "$work/$1/$name"; then
            differ=$((differ + 1))
            echo "$1: $(tail -n 1 "$file" | cut -c1-120) differs ($name):"
            diff "$file" "$work/$1/$name" | head -n 4
        fi
    done
    rm -rf "${work:?}/$1"
}

files_of first "$TMPREC"
if ${CC:-cc} -O1 -fPIC -shared -fno-builtin -o "$work/ulp.so" "$srcdir/tests/determinism/ulp.c" -lm -ldl 2>/dev/null; then
    files_of libm "$TMPREC" "$work/ulp.so"
    compare libm
else
    echo "the compiler makes no library: the mathematical library is not compared"
    [ -n "${BUILDS-}" ] || exit 77
fi
echo "${BUILDS-}" >"$work/builds"
while read -r compiler options; do
    [ -n "$compiler" ] || continue
    command -v "$compiler" >/dev/null || { echo "$compiler is not there: left out"; continue; }
    name=$(echo "$compiler$options" | tr -d ' =')
    mkdir "$work/build" && (cd "$work/build" && "$srcdir/configure" -q CC="$compiler" CFLAGS="$options" && make -s tmprec) >"$work/log" 2>&1 </dev/null \
        || { tail "$work/log"; exit 1; }
    files_of "$name" "$work/build/tmprec"
    compare "$name"
    echo "$compiler $options: compared"
    rm -rf "$work/build"
done <"$work/builds"
echo "Checks: $compared files, $differ differ"
[ "$differ" = 0 ]
