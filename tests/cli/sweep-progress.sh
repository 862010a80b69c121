#!/bin/sh
# SPDX-License-Identifier: MIT
# Time and progress, only if asked for.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

echo 10 >word
run sweep flip.tm:01 --bits 4 --family fixed --time
judge 0 '*' ""
check "--time adds a column after the others" is "$header,[a-z]*$(printf '\r')" "$(head -n 1 out)"
check "no time in the row" is '*,[0-9]*.[0-9]*' "$(rows)"
answers <<'TABLE'
run flip.tm 01 => 0 word
run flip.tm 01 --time => 0 word *[0-9]*
verify flip.tm 01 --time => 0 some *[0-9]*
locate flip.tm 01 --time => 0 some *[0-9]*
TABLE

# slowly OPTION...: into slow.csv, in more than a second; a sweep that -o does not
# send to the pipe is sent there by its standard output.  The second begins when rows
# have come, so that it is one of the sweep however late that starts.
long=$(long_sweep)
mkfifo pipe
# shellcheck disable=SC2086
slowly() {
    said="tmprec sweep ... $* | { read; sleep 1; cat; }"
    { IFS= read -r first && printf '%s\n' "$first" && sleep 1 && cat; } <pipe >slow.csv &
    : >out
    case "$*" in
    *-o*) $limit "$TMPREC" sweep $long "$@" </dev/null >out ;;
    *) $limit "$TMPREC" sweep $long "$@" </dev/null >pipe ;;
    esac
    status=$?
    : 3<>pipe            # a reader must not wait for a writer that never came
    wait $!
}
slowly 2>err
check "progress shows without being asked for" [ ! -s err ]
cp slow.csv long.csv
check "expected 97 rows" [ "$(wc -l <long.csv)" -eq 97 ]
slowly --progress 2>err
check "--progress shows nothing" [ -s err ]
check "--progress changes the output" cmp -s slow.csv long.csv
slowly --progress -o pipe 2>&-
check "with standard error closed, progress goes into the file" cmp -s slow.csv long.csv

finish
