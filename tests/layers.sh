#!/bin/sh
# SPDX-License-Identifier: MIT
# Keeps the layers one-way: what a layer may include is in the table below, and
# every public header has to compile on its own, in C and in C++. Before it looks at the source
# it shows that it can fail, on copies with something forbidden planted in them.
# Environment: srcdir (top of the source), CC and CPPFLAGS (without CC no header
# is compiled), CXX (by default g++; without such a compiler no header is compiled as C++).
set -eu
LC_ALL=C
export LC_ALL

# In the order of the numbers in src/: LAYER: the others it may include.
allowed='
base:
machine: base
tokens: base machine
transformer: base tokens
compiler: base machine tokens transformer
numbers: base
arithmetic: base numbers
evaluation: base tokens transformer numbers arithmetic
analysis: base machine tokens transformer compiler numbers arithmetic evaluation
sweep: base machine tokens transformer compiler numbers arithmetic evaluation analysis
report: base machine tokens transformer compiler numbers arithmetic evaluation analysis sweep
commands: base machine tokens transformer compiler numbers arithmetic evaluation analysis sweep report library
library: base machine tokens transformer compiler numbers arithmetic evaluation analysis sweep
'
# LAYER: those it must not reach through the headers of others either.
unreachable='
transformer: machine
compiler: numbers arithmetic evaluation
arithmetic: machine transformer
evaluation: machine
'

# check_includes TOP: prints one line for each violation.
check_includes() {
    (cd "$1" && find include src -name '*.[ch]' | sort) |
    awk -v top="$1" -v allowed="$allowed" -v unreachable="$unreachable" '
        function read_table(text, table,    lines, n, i, words, m, j) {
            n = split(text, lines, "\n")
            for (i = 1; i <= n; i++) {
                m = split(lines[i], words, /[: ]+/)
                if (words[1] == "")
                    continue
                order[++layers] = words[1]
                for (j = 2; j <= m; j++)
                    table[words[1], words[j]] = 1
            }
        }

        function report(file, text) { print file ": " text }

        function directory(path) { sub(/\/[^\/]*$/, "", path); return path }

        # The directory of a layer, which may have folders of its own in src/, or "".
        function layer_directory(path) {
            path = directory(path)
            if (path ~ /^src\/[^\/]+\//)
                sub(/\/[^\/]*$/, "", path)
            return path in known ? path : ""
        }

        # a/b/../c is a/c.
        function normal(path) {
            while (sub(/[^\/]+\/\.\.\//, "", path)) {}
            gsub(/\/\.\//, "/", path)
            return path
        }

        # The file of this tree that an include means, or "".
        function resolve(from, name,    path) {
            path = normal(directory(from) "/" name)
            if (path in layer_of)
                return path
            path = normal("include/" name)
            if (path in layer_of)
                return path
            path = normal(name)
            return path in layer_of ? path : ""
        }

        function check_include(from, line,    quoted, name, to, a, b) {
            sub(/^[ \t]*#[ \t]*include[ \t]*/, "", line)
            quoted = line ~ /^"/
            name = substr(line, 2)
            sub(/[">].*/, "", name)
            to = resolve(from, name)
            if (to == "") {
                if (name == "config.h")
                    return
                if (quoted || name ~ /^tmprec\//)
                    report(from, "includes " name ", which is not in this directory or in include/")
                return
            }
            includes[from, ++count[from]] = to
            a = layer_of[from]
            b = layer_of[to]
            if (to ~ /^src\// && layer_directory(to) != layer_directory(from))
                report(from, "includes the private header " to)
            else if (a != b && !((a, b) in may))
                report(from, "includes " to ", but " a " may not use " b)
        }

        # Goes depth first from a file and reports the way to what is forbidden.
        function follow(start, file, way,    i, to) {
            for (i = 1; i <= count[file]; i++) {
                to = includes[file, i]
                if ((start, to) in seen)
                    continue
                seen[start, to] = 1
                if ((layer_of[start], layer_of[to]) in never)
                    report(start, "reaches " layer_of[to] " by" way " " to)
                else
                    follow(start, to, way " " to)
            }
        }

        BEGIN {
            read_table(unreachable, never)
            layers = 0
            read_table(allowed, may)
            for (i = 1; i <= layers; i++) {
                known["src/" sprintf("%02d", i - 1) "-" order[i]] = order[i]
                known["include/tmprec/" order[i]] = order[i]
            }
            known["include"] = "library"           # tmprec.h, which programs outside have
        }

        {
            if (layer_directory($0) != "")
                layer_of[$0] = known[layer_directory($0)]
            else
                report($0, "is in a directory that is no layer")
            files[++file_count] = $0
        }

        END {
            for (i = 1; i <= file_count; i++) {
                if (!(files[i] in layer_of))
                    continue
                path = top "/" files[i]
                while ((getline line < path) > 0)
                    if (line ~ /^[ \t]*#[ \t]*include[ \t]*["<]/)
                        check_include(files[i], line)
                close(path)
            }
            for (i = 1; i <= file_count; i++)
                follow(files[i], files[i], "")
        }'
}

# compile_header TOP LANGUAGE COMPILER...: the text on standard input, which includes a header
compile_header() {
    top=$1
    language=$2
    shift 2
    "$@" -D_GNU_SOURCE -Wall -Wextra -Werror -I"$top/include" -fsyntax-only -x "$language" -
}

# includes HEADER...: each twice, for its include guard.
includes() {
    for header in "$@"; do
        printf '#include "%s"\n#include "%s"\n' "$header" "$header"
    done
}

# The three are ways to use headers. Many can be tried at once: then it is not told which are at fault.
# compiles_alone TOP HEADER...
compiles_alone() {
    top=$1
    shift
    # shellcheck disable=SC2086
    includes "$@" | compile_header "$top" c $CC ${CPPFLAGS-} -std=c11
}

# Beside a system header whose macros or names are like ours.
compiles_after_error() {
    top=$1
    shift
    # shellcheck disable=SC2086
    { echo '#include <error.h>'; includes "$@"; } | compile_header "$top" c $CC ${CPPFLAGS-} -std=c11
}

compiles_in_cxx() {
    [ -n "$cxx" ] || return 0
    top=$1
    shift
    # shellcheck disable=SC2086
    includes "$@" | compile_header "$top" c++ $cxx ${CPPFLAGS-}
}

# declares_for_cxx HEADER: what it declares, if anything, is for C++ too.
declares_for_cxx() { ! grep -q ';' "$1" || grep -q '^extern "C" {$' "$1"; }

# check_header TOP HEADER: prints a line for each fault.
check_header() {
    compiles_alone "$1" "$2" || echo "include/$2: does not compile on its own"
    compiles_after_error "$1" "$2" || echo "include/$2: does not compile after <error.h>"
    declares_for_cxx "$1/include/$2" || echo "include/$2: has no extern \"C\" for C++"
    compiles_in_cxx "$1" "$2" || echo "include/$2: does not compile as C++"
}

# check_headers TOP: all, one by one only if something is wrong.
check_headers() {
    [ -n "${CC-}" ] || return 0
    all=$(cd "$1/include" && find . -name '*.h' | sed 's/^..//' | sort)
    good=yes
    for header in $all; do
        compiles_alone "$1" "$header" 2>/dev/null && declares_for_cxx "$1/include/$header" || good=no
    done
    # shellcheck disable=SC2086
    if [ $good = yes ] && compiles_after_error "$1" $all 2>/dev/null && compiles_in_cxx "$1" $all 2>/dev/null; then
        return
    fi
    for header in $all; do
        check_header "$1" "$header"
    done
}

# expect_violation CHECK FILE TEXT: plants FILE in the copy and expects CHECK to
# name it.
expect_violation() {
    file=$2
    mkdir -p "$copy/${file%/*}"
    printf '%s\n' "$3" >"$copy/$file"
    "$1" "$copy" >"$copy/violations" 2>/dev/null
    if ! grep -q "^$file: " "$copy/violations"; then
        echo "self-test: a forbidden include in $file was not found"
        exit 1
    fi
    rm "$copy/$file"
}

# expect_fault FAULT TEXT: the same of check_header, which has to find that fault in a header.
expect_fault() {
    printf '%s\n' "$2" >"$copy/include/tmprec/base/planted.h"
    check_header "$copy" tmprec/base/planted.h >"$copy/faults" 2>/dev/null
    if ! grep -qxF "include/tmprec/base/planted.h: $1" "$copy/faults"; then
        echo "self-test: it was not found that a header $1"
        exit 1
    fi
    rm "$copy/include/tmprec/base/planted.h"
}

# check_clones TOP: functions that are compiled for several processors (base/clones.h) are static and differ in their names.
check_clones() {
    (cd "$1" && find src -name '*.[ch]' | sort | xargs awk '
        /^TP_CLONES/ { text = $0; if (text == "TP_CLONES" && (getline text) <= 0) next
                       name = text; sub(/\(.*/, "", name); sub(/.*[^A-Za-z0-9_]/, "", name)
                       if (text !~ /(^| )static /) print FILENAME ": " name " has clones and is not static"
                       if (name in file) print FILENAME ": " name " has clones, as in " file[name]
                       file[name] = FILENAME }')
}

# guarded TEXT: a header that is as it has to be but for the text
guarded() {
    printf '%s\n' '#ifndef P' '#define P' '#ifdef __cplusplus' 'extern "C" {' '#endif' "$1" \
        '#ifdef __cplusplus' '}' '#endif' '#endif'
}

self_test() {
    mkdir -p "$copy/include/tmprec/machine" "$copy/include/tmprec/tokens" "$copy/src/01-machine"
    (cd "$srcdir" && find include src -name '*.[ch]' | tar -cf - -T -) | tar -xf - -C "$copy"
    : >"$copy/include/tmprec/machine/planted.h"
    : >"$copy/src/01-machine/planted_private.h"
    echo '#include "tmprec/machine/planted.h"' >"$copy/include/tmprec/tokens/planted.h"

    expect_violation check_includes include/tmprec/base/planted.h '#include "tmprec/machine/planted.h"'
    expect_violation check_includes src/00-base/planted.c '  #  include <tmprec/machine/planted.h>'
    expect_violation check_includes src/00-base/planted.c '#include "../../include/tmprec/machine/planted.h"'
    expect_violation check_includes src/02-tokens/planted.c '#include "src/01-machine/planted_private.h"'
    expect_violation check_includes src/02-tokens/planted.c '#include "../01-machine/planted_private.h"'
    expect_violation check_includes src/02-tokens/planted.c '#include "planted_private.h"'
    expect_violation check_includes include/tmprec/machine/public.h '#include "../../../src/01-machine/planted_private.h"'
    expect_violation check_includes src/07-evaluation/planted.c '#include "tmprec/tokens/planted.h"'
    expect_violation check_includes src/07-evaluation/planted.c '#include "../06-arithmetic/columns/ternary.h"'
    expect_violation check_includes src/06-arithmetic/more/deeper/planted.c ''
    expect_violation check_includes src/13-more/planted.c ''
    expect_violation check_clones src/07-evaluation/planted.c 'TP_CLONES
void planted(int x)'
    echo 'TP_CLONES static int twice(int x)' >"$copy/src/06-arithmetic/planted_too.c"
    expect_violation check_clones src/07-evaluation/planted.c 'TP_CLONES
static void twice(void)'
    if [ -n "${CC-}" ]; then
        expect_fault 'does not compile on its own' "$(guarded 'extern size_t planted;')"
        expect_fault 'does not compile on its own' 'extern "C" {
struct planted { int x; };'
        expect_fault 'does not compile after <error.h>' "$(guarded 'void error(const char *planted);')"
        expect_fault 'has no extern "C" for C++' 'void planted(void);'
        if [ -n "$cxx" ]; then
            expect_fault 'does not compile as C++' "$(guarded 'void planted(int class);')"
        fi
    fi
}

: "${srcdir:=$(dirname "$0")/..}"
cxx=$(command -v "${CXX:-g++}") || cxx=
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
self_test

violations=$(check_includes "$srcdir"; check_clones "$srcdir"; check_headers "$srcdir" 2>&1)
if [ -n "$violations" ]; then
    printf '%s\n' "$violations"
    exit 1
fi
echo "layers: $(cd "$srcdir" && find include src -name '*.[ch]' | wc -l) files in order"
