#!/bin/sh
# SPDX-License-Identifier: MIT
# Keeps the library's names its own: every external symbol begins with tp_, and so does every
# type in a public header; every constant and macro there begins with TP_ or TMPREC_. In the header that
# programs outside have, and of what it declares, it is tmprec_ and TMPREC_. Before it looks at the library it shows that it can fail, on names without a prefix planted in copies.
# Environment: srcdir (top of the source), LIBTMPREC (the library, as absolute path; without it
# only the headers are looked at), CC and CPPFLAGS (without CC no object is planted), NM.
set -eu
LC_ALL=C
export LC_ALL

# check_symbols FILE: prints a line for each external symbol of an object or archive that has no
# prefix. What a compiler adds for sanitizers and coverage begins with an underscore.
check_symbols() {
    ${NM-nm} -g "$1" | awk 'NF == 3 && $2 != "U" && $3 !~ /^_?(tp|tmprec)_/ && $3 !~ /^__/ { print "symbol " $3 " has no prefix" }'
}

# own_prefix FILE: that of its names
own_prefix() {
    case $1 in
    */tmprec.h) echo TMPREC ;;
    *) echo TP ;;
    esac
}

# check_header FILE: prints a line for each name without its prefix
check_header() {
    # Without comments, strings and the lines of C++; a directive keeps its line.
    sed 's/"[^"]*"/S/g' "$1" | awk '
        { text = text $0 "\n" }
        END {
            while (match(text, /\/\*/)) {
                head = substr(text, 1, RSTART - 1)
                tail = substr(text, RSTART + 2)
                end = index(tail, "*/")
                text = head " " substr(tail, end + 2)
            }
            printf "%s", text
        }' | awk -v file="$1" -v own="$(own_prefix "$1")" '
        BEGIN { small = "^" tolower(own) "_"; large = own == "TP" ? "^(TP|TMPREC)_" : "^TMPREC_" }
        function complain(kind, name) { print file ": " kind " " name " has no prefix" }

        # The name that a typedef gives: of a function pointer that in brackets, else the last
        # before ( or [ or the end.
        function name_of(statement) {
            gsub(/\{[^{}]*\}/, " ", statement)
            if (match(statement, /\( *\* *[A-Za-z_0-9]+/)) {
                statement = substr(statement, RSTART, RLENGTH)
                gsub(/[( *]/, "", statement)
                return statement
            }
            sub(/[(\[].*/, "", statement)
            sub(/[ \n]+$/, "", statement)
            sub(/.*[ *\n]/, "", statement)
            return statement
        }

        # Names that an enumeration lists.
        function check_enumeration(list,    n, part, i, name) {
            gsub(/\([^()]*\)/, "", list)
            n = split(list, part, ",")
            for (i = 1; i <= n; i++) {
                name = part[i]
                gsub(/=.*/, "", name)
                gsub(/[ \n\t]/, "", name)
                if (name != "" && name !~ large)
                    complain("constant", name)
            }
        }

        /^[ \t]*#/ {
            if ($0 ~ /^[ \t]*#[ \t]*define/) {
                name = $0
                sub(/^[ \t]*#[ \t]*define[ \t]+/, "", name)
                sub(/[^A-Za-z_0-9].*/, "", name)
                if (name !~ large)
                    complain("macro", name)
            }
            is_continued = /\\$/
            next
        }
        is_continued { is_continued = /\\$/; next }
        /^extern S \{|^}$/ { next }
        { text = text $0 "\n" }

        END {
            rest = text
            while (match(rest, /(^|[^A-Za-z_0-9])enum([ \n]+[A-Za-z_0-9]+)?[ \n]*\{[^}]*\}/)) {
                list = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                sub(/^[^{]*\{/, "", list)
                sub(/\}$/, "", list)
                check_enumeration(list)
            }
            rest = text
            while (match(rest, /(^|[^A-Za-z_0-9])(struct|union|enum)[ \n]+[A-Za-z_0-9]+/)) {
                name = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                sub(/.*[ \n]/, "", name)
                if (name !~ small)
                    complain("tag", name)
            }
            while (gsub(/\{[^{}]*\}/, " ", text)) {}
            n = split(text, statement, ";")
            for (i = 1; i <= n; i++)
                if (statement[i] ~ /(^|[^A-Za-z_0-9])typedef[ \n]/) {
                    name = name_of(statement[i])
                    if (name !~ small)
                        complain("type", name)
                }
        }'
}

check_headers() {
    find "$1/include" -name '*.h' | sort | while read -r header; do
        check_header "$header"
    done
}

# expect KIND NAME TEXT: a header with that text has that fault, and no other; without a kind it
# has none
expect() {
    printf '#ifndef TMPREC_P\n#define TMPREC_P\n%s\n#endif\n' "$3" >"$copy/planted.h"
    check_header "$copy/planted.h" >"$copy/found"
    if [ -n "$1" ]; then
        echo "$copy/planted.h: $1 $2 has no prefix" >"$copy/want"
    else
        : >"$copy/want"
    fi
    if ! cmp -s "$copy/found" "$copy/want"; then
        echo "self-test: in the header $3"
        echo "was found: $(cat "$copy/found")"
        exit 1
    fi
}

self_test() {
    expect '' '' 'typedef enum { TP_A, TP_B = (1 << 2), TP_C } tp_letters; /* typedef int x; */'
    expect '' '' 'typedef struct tp_s tp_s; struct tp_s { int a; struct { int b[2]; } c; }; enum { TP_MOST = 3 };'
    expect '' '' 'typedef int tp_function(int a, double b); typedef void (*tp_pointer)(int c); typedef double tp_row[TP_MOST];'
    expect type letters 'typedef enum { TP_A, TP_B } letters;'
    expect type pair 'typedef struct { int a; struct { int b; } c; } pair;'
    expect type visitor 'typedef int (*visitor)(void *context);'
    expect type setter 'typedef int setter(void *context, int n);'
    expect type row 'typedef double row[4];'
    expect tag queue 'struct queue { int first; };'
    expect constant MOST 'enum { TP_LEAST = 1, MOST = 2 };'
    expect constant B 'typedef enum { TP_A,
  /* B, */ B,
  TP_C } tp_letters;'
    expect macro LENGTH '#define LENGTH(a) (sizeof (a) / sizeof *(a))'
    expect macro MOST '  #  define MOST 4'
    [ -n "${CC-}" ] || return 0
    echo 'int tp_right(void); int tp_right(void) { return 0; } static int own; int wrong(void); int wrong(void) { return own; } int also;' >"$copy/planted.c"
    # shellcheck disable=SC2086
    $CC ${CPPFLAGS-} -fno-common -c -o "$copy/planted.o" "$copy/planted.c"
    if [ "$(check_symbols "$copy/planted.o" | sort | tr '\n' ' ')" != 'symbol also has no prefix symbol wrong has no prefix ' ]; then
        echo "self-test: planted symbols were not found: $(check_symbols "$copy/planted.o")"
        exit 1
    fi
}

: "${srcdir:=$(dirname "$0")/..}"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
self_test

found=$(check_headers "$srcdir"; [ -z "${LIBTMPREC-}" ] || check_symbols "$LIBTMPREC")
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
echo "symbols: $(find "$srcdir/include" -name '*.h' | wc -l) headers in order"
