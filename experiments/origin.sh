#!/bin/sh
# SPDX-License-Identifier: MIT
# What the data of an experiment come from: program, commit, command.
#     experiments/origin.sh TMPREC COMMAND...
# The commit is that of this source; `-dirty` means that files had changed since.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
program=$1
shift
printf 'program\t%s\n' "$("$program" --version | head -n 1)"
printf 'commit\t%s\n' "$(git -C "$here" describe --always --dirty --abbrev=12 2>/dev/null || echo 'no git checkout')"
printf 'command\t%s\n' "$*"
