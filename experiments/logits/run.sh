#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures with how many significand bits of logits every activation is that of hardmax, for r from 4 to 60: at beta auto,
# and at the power of two above; with the largest logit subtracted after rounding and before it (logits.csv); draws them against r (logits.svg), and notes where the data come from (origin.txt).
#     experiments/logits/run.sh [DEPTHS]
# takes r = 4,6,..,60 if not said otherwise; some minutes of processor time.
# With an argument the files go to logits-DEPTHS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
depths=${1:-4..60}
subjects='third:110 counter:1 parity:1'
formats=p:1,p:2,p:3,p:4,p:5,p:6,p:7,p:8,p:9

# swept R BETA WHEN: cells
swept() {
    # shellcheck disable=SC2086
    sweep $subjects -r "$1" --sites logit --act fixed:1.0 --attn p:1 --formats "$formats" --beta "$2" --subtract "$3" --certify | tr -d '\r'
}

# Each r, beta, which is auto or the least power of two that is not below it, and way of subtracting.
"$TMPREC" sweep third:110 -r "$depths" --formats exact | awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["r"] }' |
    while read -r r; do
        power=$(awk -v r="$r" 'BEGIN { for (b = 1; b < 2 * r * log(2) + 2; b *= 2); print b }')
        for when in after before; do
            for beta in "auto:$power:auto" "$power:$power:power"; do
                swept "$r" "${beta%%:*}" $when | sed "s/^/$when,${beta##*:},/; 1s/^[^m]*/subtract,beta_is,/"
            done
        done
    done | awk '!/^subtract,/ || !seen++' >"$work/cells.csv"

# What a sweep --minimum would print, for the column exact_act.
awk -F , -v OFS=, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
        key = $at["machine"] OFS $at["input"] OFS $at["mode"] OFS $at["r"] OFS $at["n"] OFS "subtracted " $1 "," ($2 == "auto" ? "auto" : "2^k") OFS $at["beta"]
        if (!(key in top))
            order[++keys] = key
        b = $at["bits"]
        top[key] = b
        right[key, b] = $at["exact_act"]
        sure[key, b] = $at["certified"]
        r[key] = $at["r"]
    }
    END {
        print "machine,input,mode,r,n,family,details,beta,least_exact,exact_from,holes,unknown,certified_bits,scores"
        for (k = 1; k <= keys; k++) {
            key = order[k]
            least = from = holes = certified = unknown = ""
            for (b = top[key]; b >= 1; b--) {
                if (right[key, b] == 1) {
                    least = b
                    from = b == top[key] || from == b + 1 ? b : from
                }
                if (right[key, b] != 1 && right[key, b] != 0)
                    unknown = b (unknown == "" ? "" : ";") unknown
                if (sure[key, b] == 1 && (b == top[key] || certified == b + 1))
                    certified = b
            }
            for (b = least + 1; least != "" && b <= top[key]; b++)
                if (right[key, b] == 0)
                    holes = holes (holes == "" ? "" : ";") b
            for (bits = 0; 2 ^ bits < 2 * r[key]; bits++)
                ;
            print key, least, from, holes, unknown, certified, bits
        }
    }' "$work/cells.csv" >"$work/logits.csv"

finish logits.csv
grep -e '^machine,' -e '^third,' "$out/logits.csv" | draw - logits.svg --x r
