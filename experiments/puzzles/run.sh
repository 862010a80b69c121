#!/bin/sh
# SPDX-License-Identifier: MIT
# Lets the transformer of data/sudoku.tm solve 4x4 Sudoku puzzles, in CoT and SCoT: whether every prediction is right in
# exact arithmetic, how long runs and contexts are, and how many bits attention weights need, as certified (runs.csv); draws them
# against the steps (runs.svg), and notes where the data come from (origin.txt).
#     experiments/puzzles/run.sh [COUNT]
# takes the first COUNT puzzles of puzzles.csv, which puzzles.sh made; 200 if not said otherwise, in about three minutes of
# processor time.
# With an argument the files go to puzzles-COUNT in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
count=${1:-200}

"$here/puzzles.sh" "$count" 1 >"$work/puzzles.csv"
puzzles=$(sed 1d "$work/puzzles.csv" | awk -F , '{ print "sudoku:" $3 }')

# shellcheck disable=SC2086
sweep $puzzles --mode cot,scot --formats exact | tr -d '\r' >"$work/exact"
# Of each run: steps, segments, tokens, the answer, rewrites and certified bits.  In fixed:1.0 the certified bits are those
# needed for every activation to be that of hardmax (precision.md, section 3.4).
sed 1d "$work/puzzles.csv" | while IFS=, read -r number blanks puzzle grid; do
    for mode in cot scot; do
        "$TMPREC" bound sudoku "$puzzle" --mode $mode --act fixed:1.0 --sites attn --family fixed --least bits >"$work/claim"
        echo "$number,$blanks,$puzzle,$grid,$mode,$("$TMPREC" trace sudoku "$puzzle" --mode $mode | awk '
            /^$/ { segments++; next }
            { tokens++ }
            /^run:/ { steps++ }
            /^outp/ { answer = "" }
            /^sym:/ { answer = answer substr($0, 5) }
            END { print steps "," segments + 1 "," tokens "," answer }'),$(
            awk -F '\t' '{ of[$1] = $2 } END { print of["ties"] "," of["least_bits"] }' "$work/claim")"
    done
done >"$work/runs"

# Whether the answer is a solution: each row, column and box has four digits, and what was given stays.
awk -F , -v OFS=, -v exact="$work/exact" '
    function differ(a, b, c, d) { return a != b && a != c && a != d && b != c && b != d && c != d }
    function solves(answer, puzzle, i, at, good) {
        good = length(answer) == 16
        for (i = 1; i <= 16; i++) {
            at[i] = substr(answer, i, 1)
            good = good && at[i] ~ /[1-4]/ && (substr(puzzle, i, 1) == "." || substr(puzzle, i, 1) == at[i])
        }
        for (i = 1; i <= 4; i++)
            good = good && differ(at[4 * i - 3], at[4 * i - 2], at[4 * i - 1], at[4 * i]) && differ(at[i], at[i + 4], at[i + 8], at[i + 12])
        for (i = 1; i <= 11; i += (i == 3 ? 6 : 2))
            good = good && differ(at[i], at[i + 1], at[i + 4], at[i + 5])
        return good
    }
    FILENAME == exact {
        if (FNR == 1)
            for (i = 1; i <= NF; i++)
                column[FILENAME, $i] = i
        for (i = 1; i <= NF; i++)
            field[FILENAME, $2, $3, i] = $i
        next
    }
    function of(file, name) { return field[file, $3, $5, column[file, name]] }
    FNR == 1 {
        print "number,blanks,machine,input,mode,steps,segments,tokens,n,r,layers,width,parameters,rewrites,certified_bits,exact,predictions,solved,is_grid"
    }
    {
        print $1, $2, "sudoku", $3, $5, $6, $7, $8, of(exact, "n"), of(exact, "r"), of(exact, "layers"), of(exact, "width"), of(exact, "parameters"),
            $10, $11, of(exact, "exact"), of(exact, "tokens"), solves($9, $3), $9 == $4
    }' "$work/exact" "$work/runs" >"$work/runs.csv"

finish puzzles.csv runs.csv
cut -d , -f 5,6,8,9,15 "$out/runs.csv" | draw - runs.svg
