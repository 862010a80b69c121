#!/bin/sh
# SPDX-License-Identifier: MIT
# sweep --minimum: a row a curve, of bits and of beta.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

bits_header=machine,input,mode,r,n,layers,width,sites,family,round,beta,least_exact,exact_from,holes,unknown,arithmetic,details
beta_header=machine,input,mode,r,n,layers,width,sites,family,format,bits,round,least_exact,exact_from,holes,unknown,arithmetic,details

# without_arithmetic: rows of the output but for the last column but one.
without_arithmetic() { rows | sed 's/,[^,]*\(,[^,]*\)$/\1/'; }

# rows_are HEADER [DETAILS]: the output has that header and, but for the arithmetic, the rows of standard input.
rows_are() {
    sed "s/\$/,${2-}/" >want
    judge 0 '*' ""
    check "header expected: $1" is "$1$(printf '\r')" "$(head -n 1 out)"
    without_arithmetic >got
    check "rows expected: $(cat want)" cmp -s want got
}

# The example of the documents: 5 bits are exact, 6 are not.
run sweep reverse:11100101101101 --bits 2..12 --family fixed --minimum
rows_are $bits_header <<END
reverse,11100101101101,cot,8,125,28,208,act+attn,fixed,rne,13.090354888959125,5,7,6,
END
# Neighbours are those that were tried, in ascending order; none above is a hole;
# nothing exact; the largest not exact.
run sweep reverse:11100101101101 --bits 12,3,5,2,8 --family fixed --minimum bits
check "a hole that was not tried" is '*,5,5,,,act=\* attn=\* beta=auto,' "$(rows)"
run sweep reverse:11100101101101 --bits 2..4,6 --family fixed --minimum=bits
check "nothing is exact" is '*,,,,,act=*' "$(rows)"
run sweep --minimum reverse:11100101101101 --bits 2..6 --family fixed
check "the largest is not exact" is '*,5,,6,,act=*' "$(rows)"

# A hole in beta, and two of them, the first of one number.
machine writes.tm 'tapes 1\nblank _\ninput a\nstart q\nhalt h\nq a -> h _ S\nq _ -> q a S\n'
run sweep writes.tm: --family fixed --bits 7,4 --beta 1.97..2.11:0.01 --minimum beta
rows_are $beta_header <<END
writes.tm,,cot,4,6,18,86,act+attn,fixed,fixed:1.5,7,rne,1.98,2.09,2.07..2.08,
writes.tm,,cot,4,6,18,86,act+attn,fixed,fixed:1.2,4,rne,1.97,1.97,,
END
run sweep writes.tm: --family mpfr --bits 7 --beta 1.92..2.06:0.02,1.95,1.97 --minimum=BETA
check "holes of neighbours in the list" is '*,1.94,2.02,1.95..1.96;1.98..2,,format=mpfr:7 beta=\*,' "$(rows)"
# auto counts with its value.
run sweep flip.tm:01 -r 4,6 --family fixed --bits 4 --beta auto,1,8 --minimum beta
check "auto at its place" [ "$(rows | cut -d , -f 4,13-16 | tr '\n' ' ')" = '4,7.545177444479562,7.545177444479562,, 6,8,8,, ' ]

# Unknown is neither exact nor a hole.  What a rounding leaves open stays unknown where noise is added.
run sweep third: --sites param --act p:8 --noise act:uniform:1e-300 --family float --bits 17 --beta 2e4,4,16,8,1e4 --minimum beta
rows_are $beta_header 'seed=0 trial=0' <<END
third,,cot,4,5,18,93,act+param,float,e8m8,17,rne,4,,,10000..20000
END
run sweep third: --sites param --act p:8 --noise act:uniform:1e-300 --family float --bits 16,17 --beta 1e4 --minimum
check "nothing is known" is '*,,,,16..17,act=p:8 param=\* noise=act:uniform:1e-300 beta=10000,seed=0 trial=0' "$(rows)"

# --activations: every activation as well, which mpfr never has.
run sweep counter:1101 --sites attn --act fixed:1.0 --bits 2..6 --family fixed,mpfr --minimum
# What is not swept is told: rows that differ in it differ.
check "arithmetic" is 'act=fixed:1.0 attn=\* beta=auto,*format=mpfr:\* beta=auto,' "$(rows | cut -d , -f 16-)"
check "least bits" [ "$(rows | cut -d , -f 9,12-15 | tr '\n' ' ')" = 'fixed,4,4,, mpfr,4,4,, ' ]
run sweep counter:1101 --sites attn --act fixed:1.0 --bits 2..6 --family fixed,mpfr --minimum --activations
check "least bits with --activations" [ "$(rows | cut -d , -f 9,12-15 | tr '\n' ' ')" = 'fixed,4,4,, mpfr,,,, ' ]

# All curves of a grid, from its cells: summarise KEY VALUE VERDICT (columns) of
# cells whose values ascend within a key.
summarise() {
    awk -F , -v key="$1" -v value="$2" -v verdict="$3" '
        function flush(    i, from, runs, start) {
            from = least = runs = start = ""
            for (i = n; i >= 1 && v[i] == 1; i--)
                from = x[i]
            for (i = 1; i <= n + 1; i++) {
                if (i <= n && v[i] == 1 && least == "")
                    least = x[i]
                if (i <= n && v[i] == 0 && least != "") {
                    start = start == "" ? i : start
                } else if (start != "") {
                    runs = runs (runs == "" ? "" : ";") x[start] (i - 1 > start ? ".." x[i - 1] : "")
                    start = ""
                }
            }
            if (n)
                print last "," least "," from "," runs ","
            n = 0
        }
        {
            count = split(key, column, " ")
            at = $column[1]
            for (i = 2; i <= count; i++)
                at = at "," $column[i]
            if (at != last)
                flush()
            last = at
            x[++n] = $value
            v[n] = $verdict
        }
        END { flush() }'
}
curves='flip.tm:01 flip.tm:0110101 writes.tm: --bits 4..9 --beta 2,3.5,auto -r 4,6 --force'
# shellcheck disable=SC2086
run sweep $curves
judge 0 '*' ""
cp out cells.csv
for verdict in 14 15; do
    activations=
    [ $verdict -eq 14 ] || activations=--activations
    cp cells.csv out
    rows | summarise '1 2 3 4 5 6 7 8 9 12 13' 11 $verdict >summary
    # shellcheck disable=SC2086
    run sweep $curves --minimum $activations --jobs 1
    rows_are $bits_header <summary
    # shellcheck disable=SC2086
    run sweep $curves --minimum $activations --jobs 5
    without_arithmetic >got
    check "rows differ from those of one thread" cmp -s want got
done
# shellcheck disable=SC2086
run sweep $curves --bits 9,4,5 --beta 0.5..8:0.5 --jobs 1
rows | awk -F , '{ print NR "," $0 }' | sort -t , -k 2,3 -k 5,5n -k 10,10 -k 12,12n -k 1,1n | cut -d , -f 2- |
    summarise '1 2 3 4 5 6 7 8 9 10 11 12' 13 14 | sort >summary
for jobs in 1 3; do
    # shellcheck disable=SC2086
    run sweep $curves --bits 9,4,5 --beta 8,0.5..7.5:0.5 --jobs $jobs --minimum beta
    judge 0 '*' ""
    check "bits are not in the order given" [ "$(rows | cut -d , -f 11 | tr '\n' ' ' | cut -c 1-12)" = '9 4 5 9 4 5 ' ]
    without_arithmetic | sed 's/,$//' | sort >got
    check "expected: $(cat summary)" cmp -s summary got
done

run sweep flip.tm:01 --bits 4,5 --family fixed --minimum --time
judge 0 '*' ""
check "--time adds a column after the others" is "$bits_header,seconds$(printf '\r')" "$(head -n 1 out)"
check "no time in the row" is '*,[0-9]*.[0-9]*' "$(rows)"
printf 'old\n' >kept.csv
run sweep flip.tm:01 --bits 4,5 --family fixed --minimum -o kept.csv
judge 0 "" ""
check "one row" [ "$(wc -l <kept.csv)" -eq 2 ]
cp flip.tm 'c, d.tm'
run sweep 'c, d.tm:01' --bits 4,5 --family fixed --minimum
check "a comma needs quotes" is '"c, d.tm",01,cot,*' "$(rows)"

finish
