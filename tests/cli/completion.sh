#!/bin/sh
# SPDX-License-Identifier: MIT
# Completions for shells, from the tables of commands and options.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

for shell in bash zsh fish; do
    run completion $shell
    judge 0 '*' ""
    cp out "completion.$shell"
done
refuses <<'TABLE'
completion => completion needs SHELL*
completion ksh => completion: 'ksh' is not one of bash, zsh, fish*
completion bsh => *; did you mean 'bash'?
TABLE

# every option of every command is in all of them, and none under an old name
"$TMPREC" --help | sed -n '/^Commands:/,/^$/s/^  *\([a-z][a-z]*\) .*/\1/p' >commands
while read -r command; do
    "$TMPREC" help "$command" | sed -n "/^Options:/,\$s/^  \(-.*\)/$command \1/p"
done <commands | awk '{ for (i = 2; $i ~ /^-/; i++) { sub(/,$/, "", $i); print $1, $i } }' | sort -u >want
for shell in bash zsh; do
    sed -n "s/^ *\([a-z]*\):-\*) words='\(.*\)' ;;/\1 \2/p" completion.$shell |
        awk '{ for (i = 2; i <= NF; i++) print $1, $i }' | sort -u >got
    check "$shell: not the options of the help: $(diff want got | head -n 3)" cmp -s want got
done
awk '{ sub(/^.*subcommand_from /, ""); sub(/\047/, "", $1); for (i = 2; i < NF && $i != "-d"; i++)
           if ($i == "-s" || $i == "-l") { dashes = $i == "-s" ? "-" : "--"; print $1, dashes $(i + 1) } }' completion.fish | sort -u >got
check "fish: not the options of the help: $(diff want got | head -n 3)" cmp -s want got
check "an old name is completed" sh -c '! grep -q -e "--trial " completion.bash && ! grep -q -e "-l trial " completion.fish'

if command -v bash >/dev/null; then
    cat >ask.sh <<'END'
. ./completion.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tmprec
printf '%s\n' "${COMPREPLY[@]}"
END
    touch own.tm
    # completes WORDS => EXPECTED, a pattern of all that is offered
    while IFS= read -r row; do
        said="completion of ${row%% => *}"
        eval "set -- ${row%% => *}"
        offered=$(bash ask.sh "$@" 2>&1 | paste -sd ' ' -)
        # shellcheck disable=SC2254
        case $offered in
        ${row#* => }) pass ;;
        *) fail "offered: $offered" ;;
        esac
    done <<'END'
tmprec ver => verify
tmprec --v => --version
tmprec help mer => merge
tmprec verify cou => counter
tmprec verify own => own.tm
tmprec verify add 1 --ac => --act --acc --activations
tmprec verify add 1 --format e4m3f => e4m3fn e4m3fnuz
tmprec verify add 1 --format exa => exact
tmprec sweep --family f => fixed float
tmprec sweep -o own => own.tm
tmprec sweep --jobs '' => 
tmprec plot --format c => cairolatex
tmprec run add 1 --output t => tape
tmprec verify add 1 --tri => 
tmprec completion '' => bash zsh fish
END
fi
if command -v zsh >/dev/null; then
    check "zsh does not read it" zsh -fc 'autoload -U compinit; compinit -D -u; . ./completion.zsh; [[ ${_comps[tmprec]} = _tmprec ]]'
fi
if command -v fish >/dev/null; then
    offered=$(fish --no-config -c '. completion.fish; complete -C "tmprec verify add 1 --format e4m3f"' 2>&1 | cut -f 1 | paste -sd ' ' -)
    check "fish offers: $offered" [ "$offered" = "e4m3fn e4m3fnuz" ]
fi

finish
