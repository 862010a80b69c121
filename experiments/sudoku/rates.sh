#!/bin/sh
# SPDX-License-Identifier: MIT
# Failures with their intervals, as `tmprec plot` draws them, of rows of accuracy.csv or bits.csv: those of all seeds
# together, with the interval of Wilson at 95 %.
#     experiments/sudoku/rates.sh X EXPRESSION COLUMN... <accuracy.csv
# X is the column of the horizontal axis.  EXPRESSION is one of awk on the columns by name, such as 'cap == 112'; COLUMNs tell
# curves apart.  Points of fewer than twenty puzzles are left out.
set -eu
x=$1 expression=$2
shift 2
LC_ALL=C awk -F , -v OFS=, -v x="$x" -v columns="$*" '
    NR == 1 {
        for (i = 1; i <= NF; i++)
            at[$i] = i
        count = split(columns, column, " ")
        for (i = 1; i <= count; i++)
            printf "%s,", column[i]
        print x ",trials,failures,low,high"
        next
    }
    {
        mode = $at["mode"]; layers = $at["layers"]; cap = $at["cap"]
        rounding = $at["rounding"]; act = $at["act"]; attn = $at["attn"]
        if (!('"$expression"'))
            next
        key = ""
        for (i = 1; i <= count; i++)
            key = key $at[column[i]] ","
        key = key $at[x]
        if (!(key in trials))
            order[++keys] = key
        trials[key] += $at["puzzles"]
        failures[key] += $at["puzzles"] - $at["exact"]
    }
    END {
        z = 1.96
        for (i = 1; i <= keys; i++) {
            n = trials[order[i]]
            if (n < 20)
                continue
            p = failures[order[i]] / n
            middle = (p + z * z / (2 * n)) / (1 + z * z / n)
            half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
            low = middle - half
            high = middle + half
            printf("%s,%d,%d,%.4f,%.4f\n", order[i], n, failures[order[i]], low < 0 ? 0 : low, high > 1 ? 1 : high)
        }
    }'
