#!/bin/sh
# SPDX-License-Identifier: MIT
# What is compared: all that some commands write, in the current folder, which is empty at first.
# commands.sh PROGRAM
set -u
LC_ALL=C
export LC_ALL
tmprec=$1
count=0

# try ARGUMENT...: its output and status go to a file of their own; seconds are left out
try() {
    count=$((count + 1))
    $PRELOAD "$tmprec" "$@" >"out.$count" 2>&1
    echo "status $?: $*" >>"out.$count"
}
PRELOAD=${LIBM:+env LD_PRELOAD=$LIBM}

for family in fixed float mpfr; do
    try sweep counter:1101 parity:110 'mul:11*10' --bits 2..9 --family "$family" -o "sweep.$family.csv"
done
try sweep counter:1101 --formats e4m3fn,posit8,int8,mxfp4,exact --mode cot,scot -o sweep.formats.csv
try sweep counter:101 --sites attn --family fixed --bits 3..8 --beta 1.5,4,auto -o sweep.beta.csv
try plot sweep.fixed.csv --script
try plot sweep.float.csv -o plot.svg
try report sweep.fixed.csv sweep.float.csv -o report.html
for options in '' '--beta 2' '--format real' '--act fixed:1.0 --beta 2' '--act fixed:1.4 --attn fixed:1.6' '--mode scot --format fp16' '--act fixed:1.0 --attn e4m3 --beta 6'; do
    # Of the first two, the largest leak is that of several rows.
    for run in 'counter 11011011' 'counter 110111' 'add 1+1' 'parity 11010'; do
        # shellcheck disable=SC2086
        try margins $run $options
    done
    # shellcheck disable=SC2086
    [ "$options" = '--beta 2' ] || try verify counter 1101 $options --json
done
try explain counter 11 --token 9
try trials counter 110 --act fixed:1.0 --noise attn:normal:0.1 --trials 100
try trials counter 110 --act fixed:1.0 --noise attn:normal:0.1 --largest --trials 20
try trials counter 1101 --format fixed:1.4 --round attn:rsr --trials 50
try locate counter 1101 --act fixed:1.0 --attn fixed:1.2
try bound -r 10 --act fixed:1.0 --attn p:1 -o bound.txt
try bound counter 1101 --act fixed:1.0 --attn e4m3 --beta 6 -o run.txt
try bound -r 10 --least bits --family fixed --sites attn --act fixed:1.0
try bound -n 100000 --mode scot --act fixed:1.0 --attn fixed:1.18
try check bound.txt
try check run.txt
try export parity 110 -o weights.npz
try export parity 110 -o weights.safetensors
try round fp16,e4m3,posit8,fixed:1.4 0.1 1.7 300
try formats
try trace counter 1101
