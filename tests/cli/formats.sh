#!/bin/sh
# SPDX-License-Identifier: MIT
# formats: the numbers of each format, and its values.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

run formats
judge 0 '*' ""
cp out table
check "not ten fields everywhere" [ "$(awk -F '\t' 'NF == 10' table | wc -l)" -eq "$(wc -l <table)" ]
check "names stand there twice" [ -z "$(cut -f 1 table | sort | uniq -d)" ]
# Whatever the table names is known, in any case, alone and among others, and is the same.
names=$(sed 1d table | cut -f 1 | grep -v '[A-Z]')
for name in $names; do
    grep "^$name	" table | cut -f 2-9 >want
    run formats --table "$(echo "$name" | tr '[:lower:]' '[:upper:]')"
    sed 1d out | cut -f 2-9 >got
    check "$name has another row alone" cmp -s got want
done
# shellcheck disable=SC2086
run formats $names
cut -f 1-9 out >got
sed 1d table | cut -f 1 | grep -c '[A-Z]' >shapes
head -n "$(($(wc -l <table) - $(cat shapes)))" table | cut -f 1-9 >want
check "the table of all names is another" cmp -s got want

# The numbers of a format, - where there is none; the last ones are beyond binary64, at
# the ends of what there is.
while read -r name numbers; do
    run formats --table "$name"
    check "expected $numbers" [ "$(sed 1d out | cut -f 2-9 | awk -F '\t' '{ for (i = 1; i <= NF; i++) $i = $i == "" ? "-" : $i; print }')" = "$numbers" ]
done <<'TABLE'
fp64 64 1.7976931348623157e+308 2.2250738585072014e-308 5e-324 1.1102230246251565e-16 - yes yes
fp32 32 3.4028234663852886e+38 1.1754943508222875e-38 1.401298464324817e-45 5.9604644775390625e-08 - yes yes
fp16 16 65504 6.103515625e-05 5.9604644775390625e-08 0.00048828125 - yes yes
e4m3fn 8 448 0.015625 0.001953125 0.0625 - no yes
e4m3 8 240 0.015625 0.001953125 0.0625 - yes yes
e5m2 8 57344 6.103515625e-05 1.52587890625e-05 0.125 - yes yes
e3m4 8 15.5 0.25 0.015625 0.03125 - yes yes
e4m3fnuz 8 240 0.0078125 0.0009765625 0.0625 - no yes
e5m2fnuz 8 57344 3.0517578125e-05 7.62939453125e-06 0.125 - no yes
e4m3b11fnuz 8 30 0.0009765625 0.0001220703125 0.0625 - no yes
e3m2fn 6 28 0.25 0.0625 0.125 - no no
e2m3fn 6 7.5 1 0.125 0.0625 - no no
e2m1fn 4 6 1 0.5 0.25 - no no
e2m1fnftz 4 6 1 1 0.25 - no no
e2m1fnuz 4 3 0.5 0.25 0.25 - no yes
e4m3b3 8 3840 0.25 0.03125 0.0625 - yes yes
int8 8 1 - 0.007874015748031496 - 0.007874015748031496 no no
int2 2 1 - 1 - 1 no no
fixed:1.0 2 1 - 1 - 1 no no
fixed:2.3 6 3.875 - 0.125 - 0.125 no no
posit8 8 16777216 - 5.9604644775390625e-08 0.0625 - no NaR
posit3 3 16 - 0.0625 0.5 - no NaR
p:11 11 - - - 0.00048828125 - yes yes
real - - - - - - no no
e30m1b0 32 1.57393e+323228496 2 1 0.25 - yes yes
e4m3b1073741823 8 1.46385e-323228492 9.53026e-323228497 1.19128e-323228497 0.0625 - yes yes
p:10000 10000 - - - 5.01237e-3011 - yes yes
TABLE

# values NAME VALUE...: all of them, in the order of the patterns
values() {
    name=$1
    shift
    run formats --values "$name"
    judge 0 '*' ""
    check "expected the values $*" [ "$(sed 1d out | cut -f 4 | tr '\n' ' ')" = "$* " ]
}
values e2m1fn 0 0.5 1 1.5 2 3 4 6 -0 -0.5 -1 -1.5 -2 -3 -4 -6
values MXFP4 0 0.5 1 1.5 2 3 4 6 -0 -0.5 -1 -1.5 -2 -3 -4 -6
values e2m1 0 0.5 1 1.5 2 3 inf nan -0 -0.5 -1 -1.5 -2 -3 -inf nan
values e2m1ftz 0 1 1.5 2 3 inf nan -0 -1 -1.5 -2 -3 -inf nan
values e2m1fnuz 0 0.25 0.5 0.75 1 1.5 2 3 nan -0.25 -0.5 -0.75 -1 -1.5 -2 -3
values e2m1b2fn 0 0.25 0.5 0.75 1 1.5 2 3 -0 -0.25 -0.5 -0.75 -1 -1.5 -2 -3
values fixed:1.1 0 0.5 1 1.5 -2 -1.5 -1 -0.5
values int3 0/3 1/3 2/3 3/3 -3/3 -2/3 -1/3
values posit4 0 0.00390625 0.0625 0.25 1 4 16 256 nan -256 -16 -4 -1 -0.25 -0.0625 -0.00390625
prints 0 formats --values fixed:1.0 int2 <<'END'
name	hex	bits	value
fixed:1.0	0x0	00	0
fixed:1.0	0x1	01	1
fixed:1.0	0x2	10	-2
fixed:1.0	0x3	11	-1
int2	0x0	00	0
int2	0x1	01	1
int2	0x3	11	-1
END

# Of all names: each pattern once, but those that mean nothing; and the ends of the table.
run formats --values
judge 0 '*' ""
sed 1d out | awk -F '\t' '
    function number(text, part) { return split(text, part, "/") == 2 ? part[1] / part[2] : text + 0 }
    $1 != last { if (last) print last, rows, nans, infinities, largest, least; last = $1; rows = nans = infinities = largest = 0; least = 1e9 }
    { rows++; nans += $4 == "nan"; infinities += $4 ~ /inf/ }
    $4 !~ /n/ { x = number($4); if (x > largest) largest = x; if (x > 0 && x < least) least = x }
    END { print last, rows, nans, infinities, largest, least }' >got
cat >want <<'END'
e5m2 256 6 2 57344 1.52588e-05
e4m3 256 14 2 240 0.00195312
e3m4 256 30 2 15.5 0.015625
e4m3fn 256 2 0 448 0.00195312
e4m3fnuz 256 1 0 240 0.000976562
e5m2fnuz 256 1 0 57344 7.62939e-06
e4m3b11fnuz 256 1 0 30 0.00012207
e3m2fn 64 0 0 28 0.0625
e2m3fn 64 0 0 7.5 0.125
e2m1fn 16 0 0 6 0.5
int8 255 0 0 1 0.00787402
int4 15 0 0 1 0.142857
posit8 256 1 0 16777216 5.96046e-08
END
check "expected rows, NaN, infinities, largest, least positive: $(diff got want)" cmp -s got want
check "patterns are not in order" [ "$(grep -c '^e4m3	0x0a	00001010	' out)" -eq 1 ]
run formats e4m3 e4m3
check "a format may be given twice" [ "$(wc -l <out)" -eq 3 ]

# One format in full says the same as the table and as --values.
fact() { sed -n "s/^$1	//p" about; }
number() { awk -v what="$1" 'substr($0, 1, 19) ~ "^" what "  " { print $(NF - '"$2"') }' about; }
for name in e2m1fn e2m1 e2m1ftz e2m1fnuz e3m2fn e4m3 e4m3fn e4m3fnuz e5m2 e4m3fnftz fixed:1.0 fixed:2.3 int2 int8 posit3 posit8 mxfp4; do
    run formats "$name"
    judge 0 '*' ""
    cp out about
    run formats --values "$name"
    sed 1d out | cut -f 4 >values
    check "$name: values" [ "$(fact values)" = "$(sed 's/^-0$/0/' values | grep -v n | sort -u | wc -l)" ]
    check "$name: patterns of NaN" [ "$(fact nan_patterns)" = "$(grep -c nan values)" ]
    run formats --table "$name"
    check "$name: bits" [ "$(fact bits)" = "$(sed 1d out | cut -f 2)" ]
    check "$name: largest" [ "$(number largest 3)" = "$(sed 1d out | cut -f 3)" ]
    check "$name: least normal" awk -v a="$(number 'least normal' 3)" -v b="$(sed 1d out | cut -f 4)" 'BEGIN { exit !(a == "" ? b == "" : a + 0 == b + 0) }'
done
prints 0 formats e2m1 <<'END'
name	e2m1
about	
kind	floating point
bits	4
significand	2
bias	1
share_a_scale	
values	11
nan_patterns	2
spacing_above_1	1/2
spacing_below_1	1/2
what               value  shortest  hex  bits
largest            3      3         0x5  0101
lowest             -3     -3        0xd  1101
least normal       1      1         0x2  0010
largest subnormal  0.5    0.5       0x1  0001
least subnormal    0.5    0.5       0x1  0001
least positive     0.5    0.5       0x1  0001
one                1      1         0x2  0010
next above 1       1.5    1.5       0x3  0011
next below 1       0.5    0.5       0x1  0001
zero               0      0         0x0  0000
minus zero         -0     -0        0x8  1000
infinity           inf    inf       0x6  0110
minus infinity     -inf   -inf      0xe  1110
NaN                nan    nan       0x7  0111
number              overflow  becomes  round
16 largest          auto      inf      rne rna raz rup rsr
16 largest          auto      3        rtz rdn rto
16 largest          inf       inf      rne rna rtz raz rup rdn rto rsr
16 largest          saturate  3        rne rna rtz raz rup rdn rto rsr
16 largest          nan       inf      rne rna raz rup rsr
16 largest          nan       3        rtz rdn rto
-16 largest         auto      -inf     rne rna raz rdn rsr
-16 largest         auto      -3       rtz rup rto
-16 largest         inf       -inf     rne rna rtz raz rup rdn rto rsr
-16 largest         saturate  -3       rne rna rtz raz rup rdn rto rsr
-16 largest         nan       -inf     rne rna raz rdn rsr
-16 largest         nan       -3       rtz rup rto
inf                 auto      inf      rne rna rtz raz rup rdn rto rsr
inf                 inf       inf      rne rna rtz raz rup rdn rto rsr
inf                 saturate  3        rne rna rtz raz rup rdn rto rsr
inf                 nan       inf      rne rna rtz raz rup rdn rto rsr
1/4 least positive  -         0        rne rna rtz rdn rsr
1/4 least positive  -         0.5      raz rup rto rsr
1/2 least positive  -         0        rne rtz rdn rsr
1/2 least positive  -         0.5      rna raz rup rto rsr
3/4 least positive  -         0.5      rne rna raz rup rto rsr
3/4 least positive  -         0        rtz rdn rsr
END
refuses <<'END'
formats e30m1 => e30m1*100000*; --table has its line
formats foo => *'foo'*
END

for command in formats machines; do
    run $command --pretty
    judge 0 '*' ""
    check "wider than 80 columns" [ "$(awk 'length($0) > 80' out | wc -l)" = 0 ]
    check "something is missing" [ "$(wc -w <out)" -gt 100 ]
done

# Formats of scales: the values of e4m3fn without sign, and powers of two; which scale a block gets, by hand.
run formats --table ue4m3
judge 2 '' "'ue4m3' is a format of scales that values share: see 'tmprec formats ue4m3'"
run formats ue4m3
judge 0 '*' ""
sed -n 's/ *-\{0,1\} *$//; s/  */ /gp' out >about
"$TMPREC" formats --values e4m3fn | awk '$3 ~ /^0/ { print $4, "X", $2, $3 }' >values
while read -r what hex; do
    want=$(awk -v hex="$hex" '$3 == hex { print $1, $3, $4 }' values)
    check "$what of ue4m3 is not $want" [ "$(sed -n "s/^$what \([0-9.na]*\) [^ ]* \(0x.*\)$/\1 \2/p" about)" = "$want" ]
done <<'END'
largest 0x7e
one 0x38
zero 0x00
NaN 0x7f
END
check "values of ue4m3" [ "$(sed -n 's/^values	//p' out)" = "$(grep -vc nan values)" ]
while read -r m scale rules; do
    check "ue4m3: m = $m" grep -Eq "^m = $m +- +$scale +$rules\$" out
done <<'END'
0 0 ue4m3 ue4m3-up
1 11/64 ue4m3 ue4m3-up
7 9/8 ue4m3
7 5/4 ue4m3-up
2\^200 448 ue4m3 ue4m3-up
END
run formats e8m0
judge 0 '*' ""
check "values of e8m0" [ "$(sed -n 's/^values	//p' out)" = 255 ]
# Powers of two: no number is subnormal, and none is 0.
check "numbers of e8m0" [ "$(awk '/^number/ { exit } $(NF - 1) ~ /^0x/ { print $(NF - 1) }' out | paste -s -d ' ')" = "0xfe 0x00 0x7f 0x80 0x7e 0xff" ]
check "largest of e8m0" grep -Eq '^largest +170141183460469231731687303715884105728 +2e\+38 +0xfe' out
while read -r m scale rules; do
    check "e8m0: m = $m" grep -Eq "^m = $m +- +$scale +$rules\$" out
done <<'END'
0 2\^-127 floor ceil even rceil
1 2\^-2 floor ceil even rceil
5 2\^0 floor even rceil
5 2\^1 ceil
7 2\^0 floor
7 2\^1 ceil even rceil
END
run formats mxfp8e5m2:rceil
check "facts of a scale" [ "$(sed -n '/^element/,/^scale_rule/p' out | cut -f 2 | paste -s -d ';')" = 'e5m2;e8m0;rceil: 2^s, the least s with m <= 2^s times the largest value' ]
run formats fp16
check "a scale where there is none" [ "$(grep -c '^scale' out)" = 0 ]
refuses <<'END'
round nvfp4 1 => format 'nvfp4': the scale belongs to 16 values together: take the format of its values, e2m1fn
round mxint8 1 => *of its values, fixed:1.6
END

finish
