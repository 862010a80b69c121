#!/bin/sh
# SPDX-License-Identifier: MIT
# What analyzers find in src, each finding once: gcc -fanalyzer, cppcheck, and clang-tidy as .clang-tidy says; status 1
# if there is any.  It is a finding too that an analyzer is not there, that it does not find a fault which is shown to it
# first, and that it cannot read a file.
# Arguments: files; none: all.  Environment: srcdir (top of the source), TMPREC_CFLAGS; the current folder is a build (for
# config.h).
set -u
LC_ALL=C
export LC_ALL
srcdir=$(cd "${srcdir:=$(dirname "$0")/..}" && pwd) || exit 99
# What gives the source its meaning, and no more: other options need not be those of gcc or clang, and -Werror would make
# warnings errors.
flags="-O2 -include config.h -I$srcdir/include"
for flag in $TMPREC_CFLAGS; do
    case $flag in -std=* | -pthread | -I* | -D* | -U*) flags="$flags $flag" ;; esac
done
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(find "$srcdir/src" -name '*.c' | sort)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

cat >"$work/shown.c" <<'END'
#include <stdlib.h>
void shown(int *p);
void shown(int *p)
{
  free(p);
  *p = 1;
}
END

# ask ANALYZER FILE...: what it finds, a line each
# shellcheck disable=SC2086
ask() {
    analyzer=$1
    shift
    case $analyzer in
        gcc)
            for file; do
                gcc $flags -fanalyzer -c -o /dev/null "$file" 2>&1 || echo "$file: error: gcc cannot read it"
            done | grep -E 'error: |\[-Wanalyzer' ;;
        cppcheck)
            { cppcheck -q --enable=warning,performance,portability --inline-suppr --std=c11 -I"$srcdir/include" --include=config.h \
                  --template='{file}:{line}:{column}: {severity}: {message} [{id}]' "$@" 2>&1 ||
                  echo 'cppcheck cannot read the files [refused]'; } | grep -E '\[[a-zA-Z]+\]$' ;;
        clang-tidy)
            for file; do
                refusals="-include $srcdir/tests/refusals.h"
                case $file in
                    */00-base/error.c) refusals= ;;
                    */01-machine/notation/source.c) ;;
                    */01-machine/notation/*) refusals="-include ${file%/*}/source.h $refusals" ;;
                esac
                clang-tidy --quiet --config-file="$srcdir/.clang-tidy" "$file" -- $flags $refusals 2>/dev/null ||
                    echo "$file: error: clang-tidy cannot read it [refused]"
            done | grep -E '(warning|error): .*\[' ;;
    esac | sort -u
}

for analyzer in gcc cppcheck clang-tidy; do
    if ! command -v "$analyzer" >/dev/null; then
        echo "$analyzer is not there"
    elif ! ask "$analyzer" "$work/shown.c" | grep -q 'shown\.c:6:'; then
        echo "$analyzer does not find that freed memory is written: what it says of other files is worth nothing"
    else
        ask "$analyzer" "$@"
    fi
done | sed "s|^$srcdir/||" >"$work/found"
cat "$work/found"
echo "$(wc -l <"$work/found") findings"
[ ! -s "$work/found" ]
