#!/bin/sh
# SPDX-License-Identifier: MIT
# Keeps the library's messages free of the command line: no string of src/00-base to
# src/10-report names an option, as a program without options may show it. Before it looks at
# the source it shows that it can fail, on files with such a string planted in them.
# For each reason of a refusal there is a hint at what to do, and each option that a hint
# names is one.
# Environment: srcdir (top of the source).
set -eu
LC_ALL=C
export LC_ALL

# find_options FILE...: prints FILE:LINE: STRING for each string literal with -- and a letter.
find_options() {
    awk '
        FNR == 1 { in_comment = 0 }
        {
            text = $0
            string = ""
            in_string = 0
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                two = substr(text, i, 2)
                if (in_comment) {
                    if (two == "*/") { in_comment = 0; i++ }
                } else if (in_string) {
                    if (c == "\\") { string = string substr(text, i, 2); i++ }
                    else if (c == "\"") {
                        in_string = 0
                        if (string ~ /--[A-Za-z]/)
                            print FILENAME ":" FNR ": names an option: " string
                    } else string = string c
                } else if (two == "/*") { in_comment = 1; i++ }
                else if (c == "\047") { if (substr(text, i + 1, 1) == "\\") i++; i += 2 }
                else if (c == "\"") { in_string = 1; string = "" }
            }
        }' "$@"
}

# library_files TOP: the sources of all layers but the commands
library_files() {
    find "$1/src" "$1/include" -name '*.[ch]' ! -path '*/[0-9][0-9]-commands/*' | sort
}

# expect FAULTS TEXT: so many strings of the text name an option
expect() {
    printf '%s\n' "$2" >"$copy/src/00-base/planted.c"
    found=$(find_options "$copy/src/00-base/planted.c" | wc -l)
    if [ "$((found))" -ne "$1" ]; then
        echo "self-test: $((found)) options were found, not $1, in: $2"
        exit 1
    fi
}

: "${srcdir:=$(dirname "$0")/..}"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/src/00-base" "$copy/src/11-commands" "$copy/include"
expect 1 'char *s = "try --two-way fold";'
expect 1 'char c = '\''"'\'', *s = "a \" --beta";  /* "--x" */'
expect 2 '/* no */ f("--a", x--, "b (--c)");'
expect 0 '/* "--beta" */ char *s = "---", *t = "a -- b", c = '\''"'\''; x--; /* --beta */'
expect 0 '/* one
   "--two" */'
echo 'char *s = "--beta";' >"$copy/src/11-commands/planted.c"
if [ "$(library_files "$copy" | wc -l)" -ne 1 ]; then
    echo "self-test: the commands were looked at"
    exit 1
fi

# shellcheck disable=SC2046
found=$(find_options $(library_files "$srcdir"))
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi

# The reasons of error.h that have no row in a table of hints; options that its rows name and that are none.
unhinted() {
    sed -n 's/^ *\(TP_REASON_[A-Z0-9_]*\).*/\1/p' "$srcdir/include/tmprec/base/error.h" |
        grep -v -e '_OTHER$' -e '_NO_MEMORY$' -e '_NO_STEP$' | while read -r reason; do
        grep -q "{$reason, " "$1" || echo "no hint for $reason"
    done
    grep -o -e '--[a-z][a-z-]*' "$1" | sort -u | while read -r option; do
        grep -q "{\.name = \"${option#--}\"" "$srcdir/src/11-commands/options.c" || echo "a hint names $option, which is no option"
    done
}
hints=$srcdir/src/11-commands/hints.c
sed -e 's/{TP_REASON_STUCK, /{TP_REASON_STACK, /' -e 's/--force/--farce/' "$hints" >"$copy/hints.c"
if [ "$(unhinted "$copy/hints.c" | wc -l)" -ne 2 ]; then
    echo "self-test: faults in hints were not found"
    exit 1
fi
found=$(unhinted "$hints")
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
echo "messages: $(library_files "$srcdir" | wc -l) files name no option; each reason has a hint"
