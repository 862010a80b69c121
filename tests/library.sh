#!/bin/sh
# SPDX-License-Identifier: MIT
# The shared library: exports the functions of its header and nothing else, each with a version; has no way to print or to end the
# process quietly; has no state that can be written but what is named here. The header by itself is C99 and C++, without a warning. The
# reference is what the header says. First it shows that it can fail.
# Environment: srcdir (top of the source), SHARED (the library, as absolute path), CC, CXX, NM, CFLAGS (of the library).
set -eu
LC_ALL=C
export LC_ALL
: "${srcdir:=$(dirname "$0")/..}"
[ -e "$SHARED" ] || {
    echo "no shared library was built"
    exit 77
}
header=$srcdir/include/tmprec.h
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "library: $*"
    exit 1
}

# declared FILE: the functions that a header declares
declared() {
    sed -n 's/^TMPREC_API.*[ *]\(tmprec_[a-z_]*\)(.*/\1/p' "$1" | sort
}

# exported FILE: what a shared library exports, NAME or NAME@@VERSION
exported() {
    ${NM-nm} -D --defined-only "$1" | awk '$2 != "A" { print $3 }' | sort
}

# forbidden FILE: what it takes from elsewhere and must not: streams, and ways to end the process
forbidden() {
    ${NM-nm} -D --undefined-only "$1" | awk '{ sub(/@.*/, "", $2); print $2 }' |
        grep -xE '_?exit|_Exit|quick_exit|stderr|stdout|printf|__printf_chk|puts|putchar|perror|setlocale|system|fork' || :
}

# compiles LANGUAGE COMPILER...: the header by itself
compiles() {
    language=$1
    shift
    echo '#include "tmprec.h"' | "$@" -Wall -Wextra -pedantic -Werror -I"${header%/*}" -fsyntax-only -x "$language" -
}

# Does each of them find what is planted?
sed 's/tmprec_trace(/tmprec_track(/' "$header" >"$work/tmprec.h"
[ "$(declared "$work/tmprec.h")" != "$(declared "$header")" ] || fail 'self-test: another name was not found'
# shellcheck disable=SC2086
if [ -n "${CC-}" ]; then
    echo '#include <stdio.h>
int f(void); int f(void) { return fprintf(stderr, "x"); }' | $CC -shared -fPIC -x c -o "$work/planted.so" - || fail 'self-test: cannot build'
    [ "$(forbidden "$work/planted.so")" = stderr ] || fail 'self-test: a stream was not found'
    compiles c $CC -std=c99 || fail 'the header is no C99 by itself'
    cxx=$(command -v "${CXX:-g++}") || cxx=
    [ -z "$cxx" ] || compiles c++ "$cxx" || fail 'the header is no C++ by itself'
fi
[ "$(sed -n 's/^# *include //p' "$header" | tr '\n' ' ')" = '<stddef.h> <stdint.h> ' ] || fail 'the header includes something else'

[ "$(declared "$header" | wc -l)" -gt 60 ] || fail 'no functions were found in the header'
exported "$SHARED" >"$work/exported"
if grep -q @@ "$work/exported"; then
    declared "$header" | sed 's/$/@@TMPREC_0/' >"$work/declared"
else
    declared "$header" >"$work/declared"
fi
diff "$work/declared" "$work/exported" || fail 'the header (<) and the library (>) do not have the same names'
# The package of Debian, which a release is without, says since when each name is there.
symbols=$srcdir/debian/libtmprec0.symbols
if [ -e "$symbols" ]; then
    declared "$header" >"$work/declared"
    sed -n 's/^ \(tmprec_[a-z_]*\)@TMPREC_0 .*/\1/p' "$symbols" | diff "$work/declared" - || fail "the header (<) and debian/libtmprec0.symbols (>) do not have the same names"
fi
case ${CFLAGS-} in
*sanitize* | *coverage*) ;;
*)
    [ -z "$(forbidden "$SHARED")" ] || fail "the library uses $(forbidden "$SHARED")"
    ;;
esac

# What users read is what the header says.
for form in md man; do
    sh "$srcdir/build-aux/reference.sh" $form "$work/tmprec.h" >"$work/planted.$form"
    sh "$srcdir/build-aux/reference.sh" $form "$header" >"$work/reference.$form"
    ! cmp -s "$work/planted.$form" "$work/reference.$form" || fail "self-test: a change of the header does not show in the reference ($form)"
    for name in $(declared "$header"); do
        grep -q "$name(" "$work/reference.$form" || fail "the reference ($form) lacks $name"
    done
done
cmp "$work/reference.md" "$srcdir/doc/library-reference.md" ||
    fail 'doc/library-reference.md is out of date: build-aux/reference.sh md include/tmprec.h >doc/library-reference.md'
echo "library: $(wc -l <"$work/declared") functions"
