#!/bin/sh
# SPDX-License-Identifier: MIT
# What the data of an experiment come from: program, commit, command.
#     experiments/origin.sh TMPREC COMMAND...
# The commit is that of this source; `-dirty` means that files had changed since, other than results of experiments.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
program=$1
shift
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
printf 'command\t%s\n' "$*"
