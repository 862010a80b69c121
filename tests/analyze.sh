#!/bin/sh
# SPDX-License-Identifier: MIT
# What analyzers find in src, each finding once: gcc -fanalyzer, cppcheck, and clang-tidy as .clang-tidy says; status 1
# if there is any.  An analyzer that is not there is left out, and told.
# Environment: srcdir (top of the source), TMPREC_CFLAGS; the current folder is a build (for config.h).
set -u
LC_ALL=C
export LC_ALL
srcdir=$(cd "${srcdir:=$(dirname "$0")/..}" && pwd) || exit 99
flags="$TMPREC_CFLAGS -O2 -include config.h -I$srcdir/include"
files=$(find "$srcdir/src" -name '*.c' | sort)
found=$(mktemp) || exit 99
trap 'rm -f "$found"' EXIT

has() { command -v "$1" >/dev/null || { echo "$1 is not there: left out" >&2; return 1; }; }

if has gcc; then
    for file in $files; do
        # shellcheck disable=SC2086
        gcc $flags -fanalyzer -c -o /dev/null "$file" 2>&1
    done | grep -E 'warning: .*\[-Wanalyzer' | sort -u >>"$found"
fi
if has cppcheck; then
    cppcheck -q --enable=warning,performance,portability --inline-suppr --std=c11 -I"$srcdir/include" --include=config.h \
        --template='{file}:{line}:{column}: {severity}: {message} [{id}]' "$srcdir/src" 2>&1 | grep -E '\[[a-zA-Z]+\]$' | sort -u >>"$found"
fi
if has clang-tidy; then
    for file in $files; do
        # shellcheck disable=SC2086
        clang-tidy --quiet "$file" -- $flags 2>/dev/null
    done | grep -E 'warning: .*\[' | sort -u >>"$found"
fi
sed "s|^$srcdir/||" "$found"
echo "$(wc -l <"$found") findings"
[ ! -s "$found" ]
