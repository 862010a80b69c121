#!/bin/sh
# SPDX-License-Identifier: MIT
# Successes with their intervals, as `tmprec plot` draws them, of rows of accuracy.csv or bits.csv: those of all seeds
# together, with the interval of Wilson at 95 %.
#     experiments/sudoku/rates.sh X LABEL ROWS CURVE <accuracy.csv
# X is the column of the horizontal axis, which is called LABEL.  ROWS and CURVE are expressions of awk on the columns by name
# (length_ for length), and on Mode, which is CoT or SCoT: which rows are taken, such as 'cap == 112', and what their curve is
# called.  Points of fewer than twenty puzzles are left out.
set -eu
LC_ALL=C awk -F , -v x="$1" -v label="$2" '
    NR == 1 {
        for (i = 1; i <= NF; i++)
            at[$i] = i
        print "curve," label ",trials,successes,low,high"
        next
    }
    function of(name) { return name in at ? $at[name] : "" }
    {
        mode = of("mode"); layers = of("layers"); cap = of("cap"); rounding = of("rounding"); act = of("act"); attn = of("attn")
        length_ = of("length"); bits = of("bits"); transformer = of("transformer")
        Mode = mode == "cot" ? "CoT" : "SCoT"
        if (!('"$3"'))
            next
        key = ('"$4"') "," $at[x]
        if (!(key in trials))
            order[++keys] = key
        trials[key] += of("puzzles")
        successes[key] += of("exact")
    }
    END {
        z = 1.96
        for (i = 1; i <= keys; i++) {
            n = trials[order[i]]
            if (n < 20)
                continue
            p = successes[order[i]] / n
            middle = (p + z * z / (2 * n)) / (1 + z * z / n)
            half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
            low = middle - half
            high = middle + half
            printf("%s,%d,%d,%.4f,%.4f\n", order[i], n, successes[order[i]], low < 0 ? 0 : low, high > 1 ? 1 : high)
        }
    }'
