#!/bin/sh
# SPDX-License-Identifier: MIT
# How many lines of src the tests ran: a line for each file, the least first, and in the end the library (all
# layers but the commands) and the commands.  A line counts if gcov counts it: it has code.  A file
# `coverage.lines` has every line as FILE:LINE:COUNT.
# Environment: srcdir (top of the source); the current folder is a build that was configured with --enable-coverage
# and has run `make check`.
set -u
LC_ALL=C
export LC_ALL
srcdir=$(cd "${srcdir:=$(dirname "$0")/..}" && pwd) || exit 99
command -v gcov >/dev/null || {
    echo 'make coverage: no gcov (it comes with gcc)' >&2
    exit 1
}
[ -n "$(find src -name '*.gcda' | head -n 1)" ] || {
    echo 'make coverage: nothing was counted; configure with --enable-coverage' >&2
    exit 1
}

# Headers with functions are part of many objects: a line was run if any of them ran it.
find src -name '*.gcno' | sort | while read -r counts; do
    gcov -t "$counts" 2>/dev/null
done | awk -F : -v top="$srcdir/" '
    $2 + 0 == 0 && $3 == "Source" { file = $4; sub(/.*\/src\//, "src/", file); next }
    file !~ /^src\// { next }
    { count = $1; gsub(/[ *]/, "", count) }
    count == "-" || $2 + 0 == 0 { next }
    { n = count ~ /^[#=]/ ? 0 : count + 0; at = file ":" $2 + 0; lines[at] += n }
    END { for (at in lines) print at ":" lines[at] }' | sort -t : -k 1,1 -k 2,2n >coverage.lines

awk -F : '
    { all[$1]++; ran[$1] += $3 > 0; part = $1 ~ /11-commands/ ? "commands" : "library"; total[part]++; done[part] += $3 > 0 }
    END {
        for (f in all) printf "%5.1f %% of %5d lines  %s\n", 100 * ran[f] / all[f], all[f], f | "sort -n"
        close("sort -n")
        for (p in total) printf "%5.1f %% of %5d lines: %s\n", 100 * done[p] / total[p], total[p], p
        exit !(total["library"] && done["library"] >= 0.9 * total["library"])
    }' coverage.lines
