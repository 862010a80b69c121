#!/bin/sh
# make bench: how long and how much memory whole commands take, process and
# compiling included, the least of some runs.  Times move between machines and
# runs; ratios within one table are what to compare.
set -eu

: "${TMPREC:?the program to measure}" "${MEASURE:?tests/measure}" "${PATHS:?tests/paths}"
# The sixth and the last input that come with a machine.
input() {
  "$TMPREC" machines | awk -F '\t' -v name="$1" -v n="$2" '$1 == name { print $(n ? 2 + n : NF) }'
}
counter=$(input counter 6) long=$(input counter 0)

first=
row() {
  runs=$1 label=$2
  shift 2
  set -- $("$MEASURE" "$runs" "$TMPREC" "$@")
  first=${first:-$1}
  awk -v label="$label" -v s="$1" -v kb="$2" -v first="$first" \
    'BEGIN { printf "%-44s %9.3f s %7.1f x %8.1f MB\n", label, s, s / first, kb / 1024 }'
}

printf '%-44s %11s %9s %11s\n' 'command' 'time' 'ratio' 'memory'
row 5 "verify mul 1101*101 (751 tokens), exact" verify mul '1101*101'
row 5 "info mul -r 10 (compiling only)" info mul -r 10
row 3 "run mul 1101*101, exact" run mul '1101*101'
row 3 "verify mul, 14,082 tokens, exact, one thread" verify mul '1111111*1011111' --jobs 1
row 3 "verify mul, 65,196 tokens, exact, one thread" verify mul '111111110*101110110' --jobs 1
row 3 "verify mul, 65,196 tokens, exact, two threads" verify mul '111111110*101110110' --jobs 2
row 3 "verify mul 1101*101, fixed:1.16" verify mul '1101*101' --format fixed:1.16
row 3 "verify mul 1101*101, e8m23" verify mul '1101*101' --format e8m23
row 3 "verify counter (643 tokens), exact" verify counter $counter
row 3 "verify counter, fixed:1.16" verify counter $counter --format fixed:1.16
row 3 "verify counter (3,964 tokens), fixed:1.16" verify counter $long --format fixed:1.16
row 3 "verify counter (3,964 tokens), e8m23" verify counter $long --format e8m23
row 1 "the same, every number evaluated" verify counter $long --format e8m23 --plain
row 1 "sweep counter (3,964 tokens), 58 cells" sweep "counter:$long" --bits 4..32 --family fixed,float --jobs 1
row 3 "verify counter 11000001 (60 tokens), mpfr:24" verify counter 11000001 --format mpfr:24
row 3 "verify counter 11000001, real" verify counter 11000001 --format real
row 1 "sweep --bits 4..32, one thread" sweep --bits 4..32 --jobs 1
row 1 "sweep --bits 4..32, two threads" sweep --bits 4..32 --jobs 2

# Exact tokens a second, without what compiling takes: verifying two steps.
# rate LABEL COMMAND MACHINE INPUT R OPTIONS
rate() {
  label=$1 tokens=$("$TMPREC" trace "$3" "$4" | grep -c .)
  set -- $("$MEASURE" 3 "$TMPREC" "$2" "$3" "$4" -r "$5" $6) $("$MEASURE" 3 "$TMPREC" verify "$3" "$4" -r "$5" --steps 2)
  seconds=$(echo "$1 $3" | awk '{ print $1 - $2 }')
  awk -v label="$label" -v n="$tokens" -v s="$seconds" 'BEGIN { printf "%-44s %9d %11.0f\n", label, n, n / s }'
}
printf '\n%-44s %9s %11s\n' 'exact, without compiling' 'tokens' 'tokens/s'
rate "run mul -r 16" run mul '1101*101' 16 ''
rate "run mul -r 16" run mul '111111110*101110110' 16 ''
rate "run odometer -r 16, one tape" run odometer 00000000000001 16 ''
rate "verify mul -r 16, one thread" verify mul '111111110*101110110' 16 '--jobs 1'
rate "verify mul -r 16, two threads" verify mul '111111110*101110110' 16 '--jobs 2'

# Growth: time is like tokens to this power.
rate "verify mul -r 10, one thread" verify mul '1101*101' 10 '--jobs 1'
few=$seconds less=$tokens
rate "verify mul -r 20, one thread" verify mul '1111111101*1001001001001' 20 '--jobs 1'
awk -v few="$few" -v less="$less" -v s="$seconds" -v n="$tokens" \
  'BEGIN { printf "%-44s %21.2f\n", "exponent of the tokens", log(s / few) / log(n / less) }'

# What decides the cells of the sweep, by family and verdict.
printf '\n%-44s %9s %6s\n' 'sweep --bits 4..32: exact cells decided by' 'cells' 'share'
"$TMPREC" sweep --bits 4..32 | tr -d '\r' | awk -F , '
  NR == 1 { for (i = 1; i <= NF; i++) place[$i] = i; next }
  $place["exact"] == 1 { key = $place["family"] ", " $place["decided_by"]; cells[key]++; all[$place["family"]]++; of[key] = $place["family"] }
  END { for (key in cells) printf "%-44s %9d %5.1f%%\n", key, cells[key], 100 * cells[key] / all[of[key]] }' | sort

# The sweep's cells of mpfr, as tmprec verifies them and in MPFR throughout: processor time
# of the cells alone, one thread.
printf '\n%-44s %11s %11s %9s\n' 'cells of sweep --family mpfr' 'MPFR' 'time' 'ratio'
for bits in 8 24 32 51; do
  "$TMPREC" sweep --family mpfr --bits $bits | sed 1d | "$PATHS" $bits 3
done
