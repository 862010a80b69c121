#!/bin/sh
# SPDX-License-Identifier: MIT
# What the data of an experiment come from: program, commit, command, the versions of compiler and libraries and the kernels that
# the processor had, and a sum of the file of each machine.  Inputs and seeds stand in the rows.
#     experiments/origin.sh TMPREC COMMAND [MACHINE|FILE.csv...]
# The commit is that of this source; `-dirty` means that files had changed since, other than results of experiments.  Of a CSV its
# column `machine` names the machines; those that do not come with tmprec are left out.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
program=$1 command=$2
shift 2
printf 'program\t%s\n' "$("$program" --version | head -n 1)"
commit() {
    git -C "$here" describe --always --abbrev=12 2>/dev/null || {
        echo 'no git checkout'
        return
    }
    changes=$(git -C "$here" status --porcelain --untracked-files=no -- ':(top)' ':(top,exclude,glob)experiments/*/*.csv' \
        ':(top,exclude,glob)experiments/*/*.svg' ':(top,exclude,glob)experiments/*/*.txt')
    [ -z "$changes" ] || echo -dirty
}
printf 'commit\t%s\n' "$(commit | tr -d '\n')"
printf 'command\t%s\n' "$command"
"$program" --version --verbose | awk -F '\t' 'NF == 2 && $1 != "commit" && $1 != "processors"'
for name in "$@"; do
    case $name in
    *.csv) awk -F, '
        NR == 1 { for (column = NF; column && $column != "machine"; column--) ; next }
        column { print $column }' "$name" ;;
    *) echo "$name" ;;
    esac
done | sort -u | while read -r machine; do
    file=$here/../data/$machine.tm
    [ ! -f "$file" ] || printf 'machine\t%s\tsha256 %s\n' "$machine" "$(sha256sum <"$file" | cut -d ' ' -f 1)"
done
