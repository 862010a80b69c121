#!/bin/sh
# SPDX-License-Identifier: MIT
# margins: a row a head, with what it needs and what the run left it.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

columns=layer,head,out,query,key,value,gap,gap_token,ties,ties_token,nonzero,nonzero_token,leak,leak_token,needs,slack,slack_token,run_gap,run_gap_token,run_ties,run_ties_token,run_nonzero,run_nonzero_token,run_leak,run_leak_token,run_slack,run_slack_token
run margins third 110
judge 0 '*' ""
check "not the columns" [ "$(head -n 1 out | tr -d '\r')" = $columns ]
check "lines do not end with CR LF" [ "$(grep -c "$(printf '\r')\$" out)" = "$(grep -c '' out)" ]
check "rows differ in the number of their fields" [ "$(tr -d '\r' <out | awk -F , '{ print NF }' | sort -u)" = 27 ]
check "not a row a head and one for the unembedding" [ "$(grep -c '' out)" = 25 ]
check "columns of a run in hardmax" [ -z "$(sed 1d out | tr -d '\r' | cut -d , -f 18- | tr -d ,'\n')" ]
printf '1,0,seen_outp,one,is_outp,is_outp,1,9,9,8,1,9,0.00630385,12,0,1,9,,,,,,,,,,\r\n' >want
check "not the row of seen_outp" grep -Fqx "$(cat want)" out
# log(12 (2 + 1) / (2 - 1)) / 7.5 for one significand bit
run margins third 110 --act fixed:1.0 --attn p:1 --beta 7.5
check "not what one significand bit needs" [ "$(sed -n 2p out | cut -d , -f 15-17)" = 0.477803,0.522197,12 ]
check "no columns of the run" [ "$(sed -n 2p out | cut -d , -f 18,19)" = 1,9 ]
run margins third 110 --format real
check "needs of what is not rounded" [ "$(sed -n 2p out | cut -d , -f 15-17)" = ,, ]
run margins third 110 --format p:4 --beta 0
judge 0 '*' ""
check "a gap is enough at beta = 0" [ "$(sed -n 2p out | cut -d , -f 15-17)" = inf,-inf,9 ]
run margins third 110 --act fixed:1.0 --beta 5 --at 1:beta=0
check "the layer with another beta" [ "$(sed -n 2,3p out | cut -d , -f 15 | paste -s -d ' ' -)" = 'inf 0.496981' ]
run margins third 110 --logit e4m3 --act e4m3 --overflow inf --beta 100
judge 0 '*' ""
check "no NaN" grep -q ',nan,' out
# Errors by layer: 1/m in two bits, and a leak that is not rounded; none where activations snap.
run margins counter 11000001 --format fixed:1.2 --errors
judge 0 '*' ""
check "not the columns" [ "$(head -n 1 out | tr -d '\r')" = machine,input,mode,r,n,arithmetic,details,layer,part,error,register,exact,rounded,token,segment,position ]
check "not what is lost" is '*,13,attention,1,written[[]2],1,0,26,1,26*' "$(grep ',13,attention,' out)"
run margins third 110 --format real --beta 9 --errors
check "not the leak: 12 e^-9 / (1 + 12 e^-9)" is '*,1,attention,0.00147873,seen_outp,1,0.998521,12,1,12*' "$(sed -n 2p out)"
run margins third 110 --format real --beta 60 --errors
check "errors beside 1 are lost" is '*,1,attention,1.0507[78]e-25,seen_outp,1,1,12,1,12*' "$(sed -n 2p out)"
run margins odometer 000 --mode scot --format fixed:1.2 --errors
check "no token of a further segment" [ "$(tr -d '\r' <out | awk -F , '$15 == 2 && $14 == $16 + 26 { some = 1 } END { print some + 0 }')" = 1 ]
run margins third 110 --act fixed:1.0 --attn p:4 --errors
check "errors where it snaps" [ "$(sed 1d out | cut -d , -f 10 | sort -u)" = 0 ]
refuses <<'TABLE'
margins third 110 --errors => --errors needs an arithmetic*
TABLE
answers <<'TABLE'
margins third 110110 --format mxfp8e4m3fn => 0 some
margins third 110110 --act int4 => 0 some
margins third 110110 --format mpfr:3 => 0 some
margins third 110110 --beta 3 => 0 some
margins third 110110 -r 8 => 0 some
margins third 110110 --steps 2 => 0 some
margins third 110110 --format fixed:1.0 --round rsr => 0 some
margins third 110110 --mode scot --format fp16 => 0 some
margins third 110110 -r 4 --force --format bf16 => 0 some
TABLE
run margins third 110 --beta 3
check "leaks are not those of beta" [ "$(sed -n 2p out | cut -d , -f 13)" = 0.374 ]
run margins third 110 --pretty
judge 0 '*' ""
check "empty columns" [ "$(grep '^layer' out | tail -n 1 | tr -s ' ' '\n' | tail -n 1)" = slack_token ]
check "wider than 100 columns" [ "$(awk 'length($0) > 100' out | wc -l)" = 0 ]
check "not each column once" [ "$(grep '^layer' out | tr -s ' ' '\n' | grep -c '^gap$')" = 1 ]
check "lines of different ends" [ "$(grep -c "$(printf '\r')" out)" = 0 ]
run margins third 110 --time
judge 0 '*' '*[0-9] s'
# It is not nothing.
run margins mul '1011*100' --time
check "no time" [ "$(grep -c '^tmprec: 0\.000 s$' err)" = 0 ]

finish
