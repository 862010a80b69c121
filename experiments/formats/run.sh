#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures which formats of hardware are exact in contexts of up to 1024 tokens, with partial sums that are not rounded,
# in fp32, and in bf16 (formats.csv); draws the former (formats.svg), and notes where the data come
# from (origin.txt).
#     experiments/formats/run.sh [CONTEXTS]
# takes the contexts 16,32,64,128,256,512,1024 if not said otherwise; about 10 minutes of processor time.
# Some formats are slow to evaluate, and are only swept in contexts of at most 256 tokens.
# With an argument the files go to formats-CONTEXTS in the current folder instead.
# Environment: as ../common.sh says.
# Needs awk, and gnuplot for the figure alone.
# shellcheck source=experiments/common.sh
. "$(dirname "$0")/../common.sh"
begin "$@"
contexts=${1:-16,32,64,128,256,512,1024}
short=$(echo "$contexts" | tr , '\n' | awk '$1 <= 256' | paste -s -d , -)

floats=e2m1fn,e3m2fn,e2m3fn,e4m3fn,e5m2,posit8,fp16,bf16,posit16,tf32
integers=int4,int8
blocks=mxfp4,mxfp6e3m2fn,mxfp6e2m3fn,mxfp8e4m3fn,mxfp8e5m2,mxint8

# swept CONTEXTS LIST [OPTION...]: the rows, without the header
swept() {
    wanted=$1 list=$2
    shift 2
    sweep parity sort reverse counter --contexts "$wanted" --formats "$list" "$@" >"$work/swept"
    head -n 1 "$work/swept" >"$work/header"
    sed 1d "$work/swept"
}

{
    swept "$contexts" $floats,$integers
    swept "$short" $blocks
    for sums in fp32 bf16; do
        swept "$contexts" $floats --acc $sums
        swept "$short" $integers,$blocks --acc $sums
    done
} >"$work/rows"
cat "$work/header" "$work/rows" >"$work/formats.csv"

finish formats.csv
grep -e '^machine,' -e ',act+attn,named,' "$out/formats.csv" | grep -v '^parity,' | draw - formats.svg
