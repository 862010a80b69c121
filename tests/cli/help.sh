#!/bin/sh
# SPDX-License-Identifier: MIT
# --help and --version.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

for option in --help -h; do
    run $option
    judge 0 '*' ""
    check "no usage line" is 'usage: tmprec *' "$(head -n 1 out)"
done
commands=$(sed -n '/^Commands:/,/^$/s/^  *\([a-z][a-z]*\) .*/\1/p' out | tr '\n' ' ')
for command in trace run verify info sweep margins locate explain trials machine convert machines formats round which; do
    check "--help does not list $command" is "* $command *" " $commands"
done
run --version
judge 0 '*' ""
check "not a line 'tmprec NUMBER'" is 'tmprec [0-9]*.[0-9]*' "$(cat out)"
for command in $commands; do
    for option in --help -h; do
        run "$command" $option
        judge 0 '*' ""
        check "no usage line" is "usage: tmprec $command*" "$(head -n 1 out)"
    done
    check "the options are not listed" grep -q '^  -h, --help' out
    # Help also when the rest is not there yet, or not right.
    run "$command" foo bar baz --help
    judge 0 '*' ""
done

finish
