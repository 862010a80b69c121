#!/bin/sh
# SPDX-License-Identifier: MIT
# Summarized chain of thought, --mode scot: trace, run and verify over segments.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

summary_machines
flip_trace
# Goes on for ever.
machine right.tm '@q _ -> q 0 R\n'

prints 0 trace pair.tm '' --mode scot <<'END'
inp
einp
run:a/0,1/R,S
run:b/1,0/L,R
run:c/1,_/S,S
summ
cell:1^,0
cell:1,_^
state:c
esumm

summ
cell:1^,0
cell:1,_^
state:c
esumm
run:h/1,_/S,S
outp
sym:1
sym:1
eoutp
END
all_print back.trace <<'TABLE'
trace back.tm '' --mode scot
trace back.tm '' --mode scot --steps 4
TABLE
# A run that ends before its context has grown has no summary.
all_print flip.trace <<'TABLE'
trace flip.tm 011010 --mode scot
trace flip.tm 011010 --mode=SCOT -r 6
TABLE

# Cut within a segment; where a summary would come; after the last step.
for steps in 1 2 3; do
    head -n $((2 + steps)) back.trace >cut.trace
    answers <<TABLE
trace back.tm '' --mode scot --steps $steps => 0 cut.trace
run back.tm '' --mode scot --steps $steps => 0 none
TABLE
    tells <<TABLE
verify back.tm '' --mode scot --steps $steps => 0 exact\t1\ntokens\t$steps
TABLE
done
prints 0 trace right.tm '' --mode scot --steps 4 <<'END'
inp
einp
run:q/0/R
run:q/0/R
run:q/0/R
summ
cell:0
cell:0
cell:0
cell:_^
state:q
esumm

summ
cell:0
cell:0
cell:0
cell:_^
state:q
esumm
run:q/0/R
END
tells <<'TABLE'
verify right.tm '' --mode scot --steps 4 => 0 exact\t1\ntokens\t11
TABLE
prints 0 run right.tm '' --mode scot --steps 4 --tokens <<'END'
run:q/0/R
run:q/0/R
run:q/0/R
summ
cell:0
cell:0
cell:0
cell:_^
state:q
esumm

run:q/0/R
END

# Every segment has to fit.
refuses <<'TABLE'
trace right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
run right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
verify right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
info right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
sweep right.tm: --mode cot,scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
sweep right.tm: --mode cot,scot --steps 9 -r 4 => *4 is too small*the sequence has 23 tokens*16*
sweep right.tm: --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
trace right.tm '' --mode scot --steps 8 -r 7 => *'7'*odd*
trace right.tm '' --mode scot => *10000000 steps*
run back.tm '' --mode scott => *mode 'scott'*cot, scot*
sweep back.tm: --mode scot,scot => *mode 'scot,scot'*'scot'*repeated*
sweep back.tm: --mode scot, => *mode 'scot,'*cot, scot*
TABLE
# Position 16 counts as 0 once more, and only there it goes wrong.
run verify right.tm '' --mode scot --steps 8 -r 4 --force
judge 1 '*' ""
check "the error is where the context ends" [ "$(verify_line first_error)" = 20 ]
run run right.tm '' --mode scot --steps 8 -r 4 --force
judge 1 "" '*prediction 20 *'

# --- run and verify -------------------------------------------------------------------

tells <<'TABLE'
run back.tm '' --mode scot => 0 010
run back.tm '' --mode scot --format real => 0 010
run back.tm '' --mode scot --format fixed:1.6 => 0 010
run back.tm '' --mode scot --format p:8 --beta 20 => 0 010
run back.tm '' --mode scot --format mpfr:20 => 0 010
run back.tm '' --mode scot --act fixed:1.0 => 0 010
run back.tm '' --mode scot --format fp16 --logit bf16 --round rsr => 0 010
run pair.tm '' --mode scot => 0 11
run pair.tm '' --mode scot --format real => 0 11
run pair.tm '' --mode scot --format fixed:1.6 => 0 11
run pair.tm '' --mode scot --format p:8 --beta 20 => 0 11
run pair.tm '' --mode scot --format mpfr:20 => 0 11
run pair.tm '' --mode scot --act fixed:1.0 => 0 11
run pair.tm '' --mode scot --format fp16 --logit bf16 --round rsr => 0 11
run mul '1*1' --mode scot --format p:9 => 0 1
TABLE
generated back.trace >tokens
check "14 tokens are generated, and a line is empty" [ "$(wc -l <tokens)" -eq 16 ]
answers <<'TABLE'
run back.tm '' --mode scot --tokens => 0 tokens
run back.tm '' --mode scot --tokens --format fixed:1.6 => 0 tokens
run back.tm '' --mode scot --format real --beta 0 => 1 none *prediction 0 is tied*
TABLE
tells <<'TABLE'
verify back.tm '' --mode scot --activations => 0 exact\t1\nexact_act\t1\ntokens\t15
verify back.tm '' --mode scot --activations --act fixed:1.0 --attn p:1 => 0 exact\t1\nexact_act\t1\ntokens\t15
verify back.tm '' --mode scot --activations --format real => 1 exact\t1\nexact_act\t0\ntokens\t15
verify back.tm '' --mode scot --activations --format mpfr:20 => 1 exact\t1\nexact_act\t0\ntokens\t15
TABLE

finish
