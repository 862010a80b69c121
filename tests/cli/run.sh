#!/bin/sh
# SPDX-License-Identifier: MIT
# run: what the transformer generates, under each arithmetic; status 1 where it errs.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

words_machines
flip_trace

tells <<'TABLE'
run flip.tm 011010 => 0 100101
run words.tm 'aa bb  aa' => 0 bb aa bb
run utf8.tm 'ä😀ä' => 0 😀ä😀
run add 110+101 => 0 1011
run - 01 <flip.tm => 0 10
TABLE
prints 0 run flip.tm '' <<'END'

END

# The same under each arithmetic that is fine enough.
echo 10 >output
all_print output 'run flip.tm 01' <<'TABLE'
--format exact
--format EXACT
--format real
--format fixed:1.6
--format p:8 --beta 20
--format e4m3
--format mpfr:20
--act fixed:1.0
--attn p:8
--act p:8 --attn real
--beta auto
--format mpfr:9 --beta auto --round rne
--round rne
--format MPFR:FP16
--format mpfr:e4m3b5
--format BF16
--format mpfr:e5m10fnftz --overflow nan
--format e4m3fn --act int8
--format posit16
--format fp16 --logit mxfp8e4m3fn
--format fp64 --logit fp32 --exp tf32 --acc fp32 --param bf16
--acc p:12 --sum pairwise
--sum Compensated --acc fp32
--logit fp16 --subtract before
--logit fp16 --subtract AFTER
--subtract after
--format fp16 --round rtz --round attn:RNE
--format mpfr:12 --round act:rne
--format fp16 --round rsr --seed 9007199254740992
--format fp16 --round logit:rtz
--seed 7
--overflow auto
TABLE

sed '1,/^einp$/d' flip.trace >generated
head -n 3 generated >three
answers <<'TABLE'
run flip.tm 011010 --tokens => 0 generated
run flip.tm 011010 --tokens --format fixed:1.6 => 0 generated
run flip.tm 011010 --tokens --steps 3 => 0 three
run loops.tm 0 --steps 5 --max-steps 5 => 0 none
TABLE

# Status 1: tied, with and without tokens; full; another word; too shallow.
echo 1 >another
answers <<'TABLE'
run add 1+1 --format real --beta 3 => 1 none *tie*
run add 1+1 --format real --beta 3 --tokens => 1 some *tie*
run flip.tm 01 --format real --beta 0 => 1 none *tie*
run flip.tm 0110101 --format real --beta 2 => 1 none *64*full*eoutp*
run flip.tm 0110101 --format real --beta 4 => 1 another *output*
run add 1+1 -r 4 --force => 1 none *
run parity 110 --steps 3 --format real --beta 2 => 1 none *not the machine?s steps*
TABLE

# Where the context is too small the transformer goes its own way; it is the same way token by token.
for arguments in 'add 1+1 -r 4' 'add 110+11 -r 4 --mode scot' 'counter 110111 -r 6' 'third 110110110 -r 6'; do
  run run $arguments --force --print-tokens
  cp out drafted
  run run $arguments --force --print-tokens --plain
  check "$arguments token by token" cmp -s out drafted
done

finish
