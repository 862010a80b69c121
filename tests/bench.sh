#!/bin/sh
# SPDX-License-Identifier: MIT
# make bench: how long and how much memory whole commands take, process and compiling
# included: medians of some runs.  Times move between machines and runs; ratios within
# one table are what to compare.  All numbers also go to bench.csv, with the machine.
# Where python3-numpy is installed, two cells are evaluated by NumPy as well.
set -eu

: "${TMPREC:?the program to measure}" "${MEASURE:?tests/measure}" "${PATHS:?tests/paths}" "${SOURCE:?the top of the source}"
: "${PYTHON:=python3}" "${BENCH_CSV:=bench.csv}"
LC_ALL=C
export LC_ALL
# The sixth and the last input that come with a machine.
input() {
  "$TMPREC" machines | awk -F '\t' -v name="$1" -v n="$2" '$1 == name { print $(n ? 2 + n : NF) }'
}
counter=$(input counter 6) long=$(input counter 0)

# record PART,WHAT,TOKENS,MEDIAN,LEAST,RATIO,KILOBYTES
processor=$(awk -F ': *' '/^model name/ { print $2; exit }' /proc/cpuinfo 2>/dev/null | tr -d ',"')
machine="${processor:-$(uname -m)},$(getconf _NPROCESSORS_ONLN),$("$TMPREC" --version | head -n 1)"
echo part,what,tokens,median_seconds,least_seconds,ratio,kilobytes,processor,processors,version >"$BENCH_CSV"
record() { echo "$1,$machine" >>"$BENCH_CSV"; }
quoted() { printf '"%s"' "$1"; }

first=
row() {
  runs=$1 label=$2
  shift 2
  set -- $("$MEASURE" "$runs" "$TMPREC" "$@")
  first=${first:-$1}
  ratio=$(echo "$1 $first" | awk '{ printf "%.3f", $1 / $2 }')
  awk -v label="$label" -v s="$1" -v kb="$3" -v ratio="$ratio" \
    'BEGIN { printf "%-44s %9.3f s %7.1f x %8.1f MB\n", label, s, ratio, kb / 1024 }'
  record "command,$(quoted "$label"),,$1,$2,$ratio,$3"
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
  set -- $("$MEASURE" 5 "$TMPREC" "$2" "$3" "$4" -r "$5" $6) $("$MEASURE" 5 "$TMPREC" verify "$3" "$4" -r "$5" --steps 2)
  seconds=$(echo "$1 $4" | awk '{ print $1 - $2 }')
  awk -v label="$label" -v n="$tokens" -v s="$seconds" 'BEGIN { printf "%-44s %9d %11.0f\n", label, n, n / s }'
  record "without compiling,$(quoted "$label"),$tokens,$seconds,,,$3"
}
printf '\n%-44s %9s %11s\n' 'exact, without compiling' 'tokens' 'tokens/s'
for plain in '' --plain; do
  by=${plain:+, token by token}
  rate "run mul -r 16$by" run mul '1101*101' 16 "$plain"
  rate "run mul -r 16$by" run mul '111111110*101110110' 16 "$plain"
  rate "run odometer -r 16, one tape$by" run odometer 00000000000001 16 "$plain"
done
rate "verify mul -r 16, one thread" verify mul '111111110*101110110' 16 '--jobs 1'
one=$seconds
rate "verify mul -r 16, two threads" verify mul '111111110*101110110' 16 '--jobs 2'
quicker=$(echo "$one $seconds" | awk '{ printf "%.2f", $1 / $2 }')
printf '%-44s %19s x\n' 'two threads are quicker' "$quicker"
record "threads,two threads are quicker,,,,$quicker,"
# Threads share a cache and the way to memory: so do processes, which share nothing else.
set -- $("$MEASURE" 5 "$TMPREC" verify mul '111111110*101110110' -r 16 --jobs 1) \
  $("$MEASURE" 5 sh -c '"$1" verify mul "$2" -r 16 --jobs 1 >/dev/null & "$1" verify mul "$2" -r 16 --jobs 1 >/dev/null; wait' \
    sh "$TMPREC" '111111110*101110110')
quicker=$(echo "$1 $4" | awk '{ printf "%.2f", 2 * $1 / $2 }')
printf '%-44s %19s x\n' 'two processes at once do as much more' "$quicker"
record "threads,two processes at once do as much more,,,,$quicker,"

# Growth: time is like tokens to this power.
rate "verify mul -r 10, one thread" verify mul '1101*101' 10 '--jobs 1'
few=$seconds less=$tokens
rate "verify mul -r 20, one thread" verify mul '1111111101*1001001001001' 20 '--jobs 1'
exponent=$(awk -v few="$few" -v less="$less" -v s="$seconds" -v n="$tokens" 'BEGIN { printf "%.2f", log(s / few) / log(n / less) }')
printf '%-44s %21s\n' 'exponent of the tokens' "$exponent"
record "growth,exponent of the tokens,,,,$exponent,"

# Rounded cells beside NumPy, which evaluates every pair of tokens in binary64: one thread each, the same verdict.
# beside FORMAT: counter with 3,964 tokens
beside() {
  set -- "$1" $("$MEASURE" 3 "$TMPREC" verify counter "$long" --format "$1")
  theirs=$("$TMPREC" trace counter "$long" | "$PYTHON" "$SOURCE/experiments/baselines/numpy_cell.py" "$work/counter.npz" - \
    --act "$1" --attn "$1" | awk '{ print $NF }')
  ratio=$(echo "$theirs $2" | awk '{ printf "%.1f", $1 / $2 }')
  awk -v label="counter (3,964 tokens), $1" -v s="$2" -v theirs="$theirs" -v ratio="$ratio" \
    'BEGIN { printf "%-44s %9.3f s %9.3f s %7.1f x\n", label, s, theirs, ratio }'
  record "tmprec,$(quoted "counter, $1"),3964,$2,$3,,$4"
  record "NumPy,$(quoted "counter, $1"),3964,$theirs,$theirs,$ratio,"
}
if "$PYTHON" -c 'import numpy' 2>/dev/null; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
  export OMP_NUM_THREADS OPENBLAS_NUM_THREADS
  "$TMPREC" export counter "$long" -o "$work/counter.npz"
  printf '\n%-44s %11s %11s %9s\n' 'one rounded cell, whole process' 'tmprec' 'NumPy' 'ratio'
  beside fixed:1.10
  beside fixed:1.16
  beside p:9
else
  printf '\nNo NumPy for %s (Debian: python3-numpy): no baseline.\n' "$PYTHON"
fi

# What decides the cells of the sweep, by family and verdict.
printf '\n%-44s %9s %6s\n' 'sweep --bits 4..32: exact cells decided by' 'cells' 'share'
"$TMPREC" sweep --bits 4..32 | tr -d '\r' | awk -F , '
  NR == 1 { for (i = 1; i <= NF; i++) place[$i] = i; next }
  $place["exact"] == 1 { key = $place["family"] ", " $place["decided_by"]; cells[key]++; all[$place["family"]]++; of[key] = $place["family"] }
  END { for (key in cells) printf "%s\t%d\t%.1f\n", key, cells[key], 100 * cells[key] / all[of[key]] }' | sort |
  while IFS="$(printf '\t')" read -r what cells share; do
    printf '%-44s %9d %5.1f%%\n' "$what" "$cells" "$share"
    record "cells decided by,$(quoted "$what"),$cells,,,$share,"
  done

# The sweep's cells of mpfr, as tmprec verifies them and in MPFR throughout: processor time
# of the cells alone, one thread.
printf '\n%-44s %11s %11s %9s\n' 'cells of sweep --family mpfr' 'MPFR' 'time' 'ratio'
for bits in 8 24 32 51; do
  "$TMPREC" sweep --family mpfr --bits $bits | sed 1d | "$PATHS" $bits 3
done
printf '\n%s\n' "All of it, with the machine: $BENCH_CSV"
