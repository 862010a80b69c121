#!/bin/sh
# SPDX-License-Identifier: MIT
# How many lines of src the tests ran: a line for each file, the least first, and in the end the library (all
# layers but the commands) and the commands.  A line counts if gcov counts it: it has code.  A file
# `coverage.lines` has every line as FILE:LINE:COUNT, and `coverage.tests` what each test ran, as TEST FILE LINE...
# Environment: srcdir (top of the source); the current folder is a build that was configured with --enable-coverage.
# `make coverage` has the tests count in coverage.data, each in a folder with its name.
set -u
LC_ALL=C
export LC_ALL
srcdir=$(cd "${srcdir:=$(dirname "$0")/..}" && pwd) || exit 99
command -v gcov >/dev/null || {
    echo 'make coverage: no gcov (it comes with gcc)' >&2
    exit 1
}
[ -n "$(find coverage.data -name '*.gcda' 2>/dev/null | head -n 1)" ] || {
    echo 'make coverage: nothing was counted; configure with --enable-coverage' >&2
    exit 1
}

# The lines that there are, as of a test without a name, and what each test ran.
counts() {
    echo 'test -'
    find src -name '*.gcno' | sort | xargs gcov -t 2>/dev/null
    find coverage.data -type d -name src -prune | sort | while read -r folder; do
        name=${folder#coverage.data/}
        echo "test ${name%/src}"
        # gcov looks for what the compiler wrote beside what was counted.
        find "$folder" -name '*.gcda' | sed "s|^${folder%src}\\(.*\\)gcda\$|\\1gcno|" | while read -r notes; do
            [ ! -e "$notes" ] || ln -sf "$PWD/$notes" "${folder%src}$notes"
        done
        find "$folder" -name '*.gcda' | sort | xargs gcov -t 2>/dev/null
    done
}

# Headers with functions are part of many objects: a line was run if any of them ran it.
rm -f coverage.tests
counts | awk -F : '
    function told(   at, part, text) {
        for (at in now) { split(at, part, ":"); text[part[1]] = text[part[1]] " " part[2] }
        for (at in text) print test, at text[at] >"coverage.tests"
        split("", now)
    }
    /^test / { told(); test = substr($0, 6); next }
    $2 + 0 == 0 && $3 == "Source" { file = $4; sub(/.*\/src\//, "src/", file); next }
    file !~ /^src\// { next }
    { count = $1; gsub(/[ *]/, "", count) }
    count == "-" || $2 + 0 == 0 { next }
    { n = count ~ /^[#=]/ || test == "-" ? 0 : count + 0; at = file ":" $2 + 0; lines[at] += n; if (n) now[at] = 1 }
    END { told(); for (at in lines) print at ":" lines[at] }' | sort -t : -k 1,1 -k 2,2n >coverage.lines

awk -F : '
    { all[$1]++; ran[$1] += $3 > 0; part = $1 ~ /11-commands/ ? "commands" : "library"; total[part]++; done[part] += $3 > 0 }
    END {
        for (f in all) printf "%5.1f %% of %5d lines  %s\n", 100 * ran[f] / all[f], all[f], f | "sort -n"
        close("sort -n")
        for (p in total) printf "%5.1f %% of %5d lines: %s\n", 100 * done[p] / total[p], total[p], p
        exit !(total["library"] && done["library"] >= 0.9 * total["library"])
    }' coverage.lines
