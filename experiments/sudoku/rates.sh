#!/bin/sh
# SPDX-License-Identifier: MIT
# Failures with their intervals, as `tmprec plot` draws them, of rows of accuracy.csv: those of all seeds together, with
# the interval of Wilson at 95 %.
#     experiments/sudoku/rates.sh EXPRESSION COLUMN... <accuracy.csv
# EXPRESSION is one of awk on the columns by name, such as 'cap == 112'; COLUMNs tell curves apart.  Lengths with fewer than
# twenty puzzles are left out.
set -eu
expression=$1
shift
LC_ALL=C awk -F , -v OFS=, -v columns="$*" '
    NR == 1 {
        for (i = 1; i <= NF; i++)
            at[$i] = i
        count = split(columns, column, " ")
        for (i = 1; i <= count; i++)
            printf "%s,", column[i]
        print "length,trials,failures,low,high"
        next
    }
    {
        mode = $at["mode"]; layers = $at["layers"]; cap = $at["cap"]; rounding = $at["rounding"]; act = $at["act"]; attn = $at["attn"]
        if (!('"$expression"'))
            next
        key = ""
        for (i = 1; i <= count; i++)
            key = key $at[column[i]] ","
        key = key $at["length"]
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
