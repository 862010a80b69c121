#!/bin/sh
# SPDX-License-Identifier: MIT
# Output that cannot be written is a failure.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# arguments_of COMMAND: of a call that succeeds and prints
arguments_of() {
    case $1 in
    info) echo 'flip.tm -r 4' ;;
    convert) echo 'flip.tm' ;;
    explain) echo 'flip.tm 01 --token 1' ;;
    check) echo 'claim' ;;
    merge) echo 'part' ;;
    completion) echo 'bash' ;;
    plot) echo 'cells.csv --script' ;;
    report) echo 'cells.csv' ;;
    sweep) echo 'flip.tm:01 --bits 4 --family fixed' ;;
    round) echo 'fp16 0.1' ;;
    which) echo 'flip.tm:01' ;;
    machines | formats) ;;
    *) echo 'flip.tm 01' ;;
    esac
}

# unwritable COMMAND ARGUMENT...: to a full device, to nowhere, and into a pipe that
# nobody reads any more
unwritable() {
    : >out
    if [ -c /dev/full ]; then
        $limit "$TMPREC" "$@" </dev/null >/dev/full 2>err
        status=$?
        said="tmprec $* >/dev/full"
        judge 2 "" '*[Nn]o space*'
    fi
    $limit "$TMPREC" "$@" </dev/null >&- 2>err
    status=$?
    said="tmprec $* >&-"
    judge 2 "" '*'
    : <pipe &
    exec 4>pipe
    wait $!
    $limit "$TMPREC" "$@" </dev/null >&4 2>err
    status=$?
    exec 4>&-
    said="tmprec $* | :"
    judge 2 "" '*[Pp]ipe*'
}
mkfifo pipe
run --help
judge 0 '*' ""
commands=$(sed -n '/^Commands:/,/^$/s/^  *\([a-z][a-z]*\) .*/\1/p' out)
run bound -r 4 --act fixed:1.0 --attn p:2 -o claim
judge 0 '*' ""
run sweep flip.tm:01 --bits 4 --family fixed --shard 1/1 -o part
run sweep flip.tm:01 --bits 4 --family fixed -o cells.csv
unwritable --help
unwritable --version
for command in $commands; do
    # shellcheck disable=SC2046
    [ "$command" = export ] ||             # which writes a file
        unwritable "$command" $(arguments_of "$command")
    unwritable "$command" --help
done
unwritable run flip.tm 01 --tokens
# An answer of 1 that nobody got is a failure all the same.
unwritable verify flip.tm 01 --format real --beta 0

# Of many rows only the header is read.
long=$(long_sweep)
{
    # shellcheck disable=SC2086
    "$TMPREC" sweep $long 2>err
    echo $? >status
} | head -n 1 >out
status=$(cat status)
said='tmprec sweep ... | head -n 1'
printf '%s\r\n' $header >want
judge 2 want '*[Pp]ipe*'

# An error is one also if it cannot be told.
for closed in '2>&-' '2>/dev/full' '>&- 2>&-'; do
    [ -c /dev/full ] || continue
    said="tmprec trace flip.tm 2 $closed"
    : >out
    : >err
    eval "\"\$TMPREC\" trace flip.tm 2 </dev/null >out $closed"
    status=$?
    check "expected exit status 2" [ $status -eq 2 ]
done

finish
