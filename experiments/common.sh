# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the scripts of the experiments share: where things are, and what is left behind.  A script begins with
#     . "$(dirname "$0")/../common.sh"
#     begin "$@"
# and ends with `finish FILE...`.
# Environment: TMPREC, the program (default: build/tmprec of this source); JOBS, its threads (default: all).
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
: "${TMPREC:=$here/../../build/tmprec}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# begin ARGUMENT...: results go to $out, this experiment's folder.  With arguments, which make the experiment
# another one, they go to NAME-ARGUMENT in the current folder instead.
begin() {
    name=$(basename "$here")
    origin="experiments/$name/run.sh${1:+ $*}"
    out=$here
    if [ $# -gt 0 ]; then
        out=$PWD/$name-$1
        mkdir -p "$out"
    fi
}

# sweep ARGUMENT...
sweep() { "$TMPREC" sweep ${JOBS:+--jobs "$JOBS"} "$@"; }

# with_one_header FILE...: their rows, which have the same columns
with_one_header() { awk 'NR == 1 { header = $0 } NR == 1 || $0 != header' "$@"; }

# Ten machines; worst-rewrites and worst-gap come nearest to two of the bounds.
# shellcheck disable=SC2034
ten_machines='counter collatz reverse sort add parity third fill worst-rewrites worst-gap'

# contexts TOKENS: 16, 64, 256, ... up to it, joined by commas.
contexts() {
    list=16
    while [ $((4 * ${list##*,})) -le "$1" ]; do
        list=$list,$((4 * ${list##*,}))
    done
    echo $list
}

# shorten FILE: inputs of more than 64 symbols by their length and the beginning of their sum.
shorten() {
    mkdir "$work/inputs"
    awk -F, -v folder="$work/inputs" 'NR > 1 && length($2) > 64 && !($2 in seen) {
        seen[$2] = ++inputs
        file = folder "/" inputs
        printf "%s", $2 >file
        close(file)
    }' "$1"
    (cd "$work/inputs" && find . -type f -exec sha256sum {} +) | sed 's| [ *]\./| |' >"$work/sums"
    awk -F, -v OFS=, -v sums="$work/sums" '
        BEGIN { while ((getline line <sums) > 0) { split(line, part, " "); sum[part[2]] = substr(part[1], 1, 16) } }
        NR > 1 && length($2) > 64 {
            if (!($2 in seen)) seen[$2] = ++inputs
            $2 = length($2) " symbols: sha256 " sum[seen[$2]]
        }
        { print }' "$1"
}

# finish FILE...: of $work, and where they come from, when all is done.  $named: machines that no CSV names.
finish() {
    for file in "$@"; do
        set -- "$@" "$work/$file"
        shift
    done
    # shellcheck disable=SC2086
    "$here/../origin.sh" "$TMPREC" "$origin" ${named:-} "$@" >"$work/origin.txt"
    cp "$@" "$work/origin.txt" "$out"
}

# draw CSV FIGURE OPTION...: in $out; a CSV of - is standard input.  Only figures need gnuplot:
# without it there are none.
draw() {
    if ! command -v gnuplot >/dev/null; then
        echo "no gnuplot, so no $2" >&2
        return
    fi
    csv=$1 figure=$2
    shift 2
    [ "$csv" = - ] || csv=$out/$csv
    "$TMPREC" plot "$@" "$csv" -o "$out/$figure"
}
