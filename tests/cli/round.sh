#!/bin/sh
# SPDX-License-Identifier: MIT
# round: what a number becomes, bit patterns, where numbers come from, and what is refused.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

prints 0 round e4m3fn,int4 0.1 -0 --round rne,rsr <<'END'
number	format	round	value	shortest	hex	bits	error	ulps	odds	flags
0.1	e4m3fn	rne	0.1015625	0.1	0x1d	00011101	1/640	0.2	1	inexact
0.1	e4m3fn	rsr	0.09375	0.09	0x1c	00011100	-1/160	-0.8	1/5	inexact
0.1	e4m3fn	rsr	0.1015625	0.1	0x1d	00011101	1/640	0.2	4/5	inexact
0.1	int4	rne	1/7	0.1	0x1	0001	3/70	0.3	1	inexact underflow
0.1	int4	rsr	0	0	0x0	0000	-1/10	-0.7	3/10	inexact underflow
0.1	int4	rsr	1/7	0.1	0x1	0001	3/70	0.3	7/10	inexact underflow
-0	e4m3fn	rne	-0	-0	0x80	10000000	0	0	1	
-0	e4m3fn	rsr	-0	-0	0x80	10000000	0	0	1	
-0	int4	rne	0	0	0x0	0000	0	0	1	
-0	int4	rsr	0	0	0x0	0000	0	0	1	
END
run round e5m2 0.3
judge 0 '*' ""
check "all modes" [ "$(sed 1d out | cut -f 3 | paste -s -d ' ' -)" = "rne rna rtz raz rup rdn rto rsr rsr" ]

# Not through binary64: 1 + 2^-11 + 2^-60 is above a tie of fp16, and so is the decimal; binary64 would make it the tie.
columns() { sed 1d out | cut -f "$1" | paste -s -d ' ' -; }
run round fp16 '0x1.002000000000001p0' 1.000488281250000000001 1.00048828125 2049/2048 --round rne
check "rounded twice" [ "$(columns 4)" = "1.0009765625 1.0009765625 1 1" ]

# What is too large, by each rule.
while read -r format rule want; do
    run round "$format" 1e6 --round rne,rtz --overflow "$rule"
    check "$format $rule: expected $want" [ "$(columns 4,11 | tr '\t' ' ')" = "$want" ]
done <<'END'
e4m3 auto inf inexact overflow 240 inexact overflow saturated
e4m3 inf inf inexact overflow inf inexact overflow
e4m3 saturate 240 inexact overflow saturated 240 inexact overflow saturated
e4m3 nan inf inexact overflow 240 inexact overflow saturated
e4m3fn auto 448 inexact overflow saturated 448 inexact overflow saturated
e4m3fn nan nan inexact overflow nan inexact overflow
e2m1fn nan 6 inexact overflow saturated 6 inexact overflow saturated
END

prints 0 round e4m3fn,e5m2 --pattern 0x7f 0b1 254 <<'END'
pattern	format	kind	value	shortest	hex	bits	encoded
0x7f	e4m3fn	nan	nan	nan	0x7f	01111111	0x7f
0x7f	e5m2	nan	nan	nan	0x7f	01111111	0x7e
0b1	e4m3fn	subnormal	0.001953125	0.002	0x01	00000001	0x01
0b1	e5m2	subnormal	0.0000152587890625	2e-05	0x01	00000001	0x01
254	e4m3fn	normal	-448	-450	0xfe	11111110	0xfe
254	e5m2	nan	nan	nan	0xfe	11111110	0x7e
END
run round int4 --pattern 8
check "unused" [ "$(columns 3-)" = "$(printf 'unused\t\t\t0x8\t1000\t')" ]

# Few random bits: floor(2^N s)/2^N of 4/5, 3/10 and 1/1000.
while read -r bits numbers want; do
    # shellcheck disable=SC2046
    run round fixed:4.0 --round rsr --random-bits "$bits" $(echo "$numbers" | tr , ' ')
    check "$bits random bits: expected $want" [ "$(columns 4,10 | tr '\t' ' ')" = "$want" ]
done <<'END'
1 1.8,1.3,1.001,-1.8 1 1/2 2 1/2 1 1 1 1 -1 1/2 -2 1/2
2 1.8,1.3,1.001,-1.8 1 1/4 2 3/4 1 3/4 2 1/4 1 1 -1 1/4 -2 3/4
3 1.75,1.125,1 1 1/4 2 3/4 1 7/8 2 1/8 1 1
10 1.001 1 1023/1024 2 1/1024
64 1.5 1 1/2 2 1/2
END

run round fixed:4.0 1.8 --round rne,rsr:2
check "the mode rsr:2" [ "$(columns 3,4,10 | tr '\t' ' ' | paste -s -d ' ')" = 'rne 2 1 rsr:2 1 1/4 rsr:2 2 3/4' ]
# As drawn at a site: 21 trials, whatever the threads.
for jobs in 1 3; do
    run trials counter 1101 --format fixed:1.4 --round attn:rsr:3 --trials 21 --csv --jobs $jobs
    cp out trials.$jobs
done
check "threads change what is drawn" cmp -s trials.1 trials.3
check "the arithmetic is not named" grep -q 'round=attn:rsr:3' trials.1
refuses <<'END'
round fp16 1 --round rsr:53 => *--round*rsr:N, with N from 1 to 52
round fp16 1 --round rsr:4 --random-bits 8 => --random-bits is for rsr; --round rsr:4 has its own
verify flip.tm 0 --format fp16 --round rsr:0 => *rsr:N, with N from 1 to 52
verify flip.tm 0 --format mpfr:8 --round rsr:4 => *stochastic rounding*
END

# Every value of the small formats, as a number and as a pattern, is itself.
run formats --values
sed 1d out | grep -v 'nan$' >values
cut -f 1 values | sort -u | while read -r name; do
    grep "^$name	" values | cut -f 4 >numbers
    run round "$name" --input numbers --round rne,rtz
    sed 1d out | awk -F '\t' '$3 == "rne" { print $6 }' >got
    grep "^$name	" values | cut -f 2 >want
    cmp -s got want && sed 1d out | awk -F '\t' '$11 != "" && $11 != "subnormal" || $4 !~ /inf/ && $8 != "0" { exit 1 }' || echo "$name"
done >wrong
check "other patterns than formats --values: $(paste -s -d ' ' wrong)" [ ! -s wrong ]

# Where numbers come from.
printf '0.1 # a comment\n\n\t1/3\r\n-inf' >numbers
for arguments in '- <numbers' '--input numbers' '--input - <numbers' '0.1 1/3 -inf'; do
    run_row "round fp16 --round rne $arguments"
    judge 0 '*' ""
    check "$arguments" [ "$(columns 1)" = "0.1 1/3 -inf" ]
done
run round fp16 --round rne --input numbers 7 -.5
check "arguments first" [ "$(columns 1)" = "7 -.5 0.1 1/3 -inf" ]
run round fp16 0.1 1e9 --pretty
judge 0 '*' ""
check "wider than 80 columns" [ "$(awk 'length($0) > 80' out | wc -l)" = 0 ]
check "flags are missing" grep -q overflow out
# A word fits a line of 80 after a margin of 4; a longer one shows how it begins, and how long it is.
fits=0.$(printf '%074d' 0)
run round fp16 --round rne --pretty "$fits" "${fits}0"
judge 0 '*' ""
check "a word of 76 and one of 77" [ "$(grep -o '^0[^ ]*' out | head -n 2 | paste -s -d ' ' -)" = "$fits $(printf %.40s "$fits")..(77)" ]

printf '1\n2 x3\n' >bad
printf '1\n2#3\n' >stuck
printf '1\0' >nul
: >empty
refuses <<'END'
round => round needs *
round fp16 => *no VALUE*
round '' 1 => *''*
round fp16, 1 => *''*
round fp17 1 => *'fp17'*tmprec formats*
round mxfp4 1 => *'mxfp4'*32 values*
round e30m1 1 => *'e30m1'*100000*
round fp16 '' => *''* is not a number*
round fp16 x => *'x' is not a number*
round fp16 0.1 1..2 => *'1..2' is not a number*
round fp16 1/0 => *'1/0'*denominator is 0
round fp16 1e30001 => *'1e30001'*30000*
round fp16 1*2^100001 => *100000*
round fp16 -x => *-x*
round fp16 1 --round foo => *--round*'foo'*
round fp16 1 --round rne,rne => *'rne' is repeated
round fp16 1 --overflow foo => *--overflow*'foo'*
round fp16 --pattern 0x10000 => *'0x10000' has more than the 16 bits of fp16
round fp16 --pattern 0xg => *'0xg' is not a bit pattern*
round fp16 --pattern 0x => *'0x'*
round fp16 --pattern -1 => *'-1' is not a bit pattern*
round fp16 --pattern 0b12 => *'0b12'*
round p:4 --pattern 1 => *'p:4' has no bit patterns
round fp16 --pattern 1 --round rne => *--pattern*--round*
round fp16 1 --random-bits 0 => *--random-bits*at least 1*
round fp16 1 --random-bits 65 => *--random-bits*at most 64*
round fp16 1 --random-bits x => *--random-bits*whole number*
round fp16 --pattern 1 --random-bits 4 => *--pattern*--random-bits*
round fp16 --pattern 1 --overflow inf => *--pattern*--overflow*
round fp16 --input nowhere => nowhere: *
round fp16 --input bad => bad:2: 'x3' is not a number*
round fp16 - <bad => (standard input):2: 'x3' is not a number*
round fp16 --input stuck => stuck:2: *#*
round fp16 --input nul => nul: *NUL*
round fp16 --input empty => *no VALUE*
round fp16 1 --json --pretty => *--json*--pretty*
END

finish
