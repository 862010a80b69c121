#!/bin/sh
# SPDX-License-Identifier: MIT
# manual-page.sh TMPREC TOP COMMAND: prints the page tmprec-COMMAND(1).  Synopsis, options and examples come from the
# program's own tables, the description and the date from man/tmprec.1 in the source TOP.
set -eu
LC_ALL=C
export LC_ALL
manual=$2/man/tmprec.1

# The entry of the command: what stands below its tag, as far as the next tag of a command.
description() {
    awk -v command="$1" '
        /^\.Sh / { here = 0; section = $2 }
        section != "COMMANDS" { next }
        /^\.Bl / { depth++ }
        /^\.El/ { depth-- }
        depth == 1 && /^\.It Cm / { here = $3 == command; next }
        depth == 0 { here = 0 }
        here' "$manual"
}

# References to sections of other pages name the page.
sections='MACHINE FILES|MACHINES FROM ELSEWHERE|TOKENS|SWEEPS|CURVES'
name_pages() {
    sed -E "/Sx ($sections) No of/!s/Sx ([A-Z][A-Za-z ]*[A-Za-z])( [.,)].*)?\$/Sx \\1 No of Xr tmprec 1\\2/"
}

date=$(sed -n '1s/^\.Dd //p' "$manual")
about=$(description "$3")
[ -n "$about" ] || { echo "man/tmprec.1: no entry for the command $3" >&2; exit 1; }
"$1" help --man "$3" | while IFS= read -r line; do
    case $line in
    '.\" description') printf '%s\n' "$about" | name_pages ;;
    '.Dd '*) printf '.Dd %s\n' "$date" ;;
    *) printf '%s\n' "$line" ;;
    esac
done
