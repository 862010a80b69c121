#!/bin/sh
# SPDX-License-Identifier: MIT
# Words that are not quite right, and words of other programs: what is meant, or what is perhaps meant.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# did you mean: commands, options, machines, formats, states, names
refuses <<'TABLE'
swep => unknown command 'swep'*; did you mean 'sweep'?
halp => unknown command 'halp'*; did you mean 'help'?
import x.npz => import needs FILE MACHINE INPUT: it is verify MACHINE INPUT --weights FILE; *
import --json x.npz add => import needs FILE MACHINE INPUT: *
import x.npz flip.tm 0 => x.npz: *
import x.npz flip.tm 0 1 => verify: too many arguments, from '1' on; *
add 11+1 => 'add' is a machine, and a command goes before it, such as tmprec run add; see *
1RB1LB_1LA1RZ => '1RB1LB_1LA1RZ' is a machine, *
round 0.1 fp16 => '0.1' is a number: FORMAT goes before VALUE
simulate => unknown command 'simulate'; tmprec run does that
xyzzy => unknown command 'xyzzy'; see 'tmprec --help'
--versoin => unknown option '--versoin'*; did you mean '--version'?
help swep => unknown command 'swep'*; did you mean 'sweep'?
verify flip.tm 0 --fromat fp16 => option --fromat is unknown*; did you mean '--format'?
verify flip.tm 0 -format fp16 => option -format is unknown; see 'tmprec verify --help'; did you mean '--format'?
verify flip.tm 0 -fermat => option -f is unknown; *
verify flip.tm 0 --xyzzy => option --xyzzy is unknown; see 'tmprec verify --help'
which add --tape 2 => option --tape is not for which, but for run; see*
margins flip.tm 0 -j2 => option -j is not for margins, but for verify, sweep, which, trials; see *
margins flip.tm 0 -x => option -x is unknown; see *
trace flip.tm 0 --actt=fp16 => option --actt is unknown; see *
verify ad 1+1 => ad: no such file, *; did you mean 'add'?
verify xyzzy 1 => xyzzy: no such file, and no machine of that name comes with tmprec; 'tmprec machines' lists those
verify 1+1 add => 1+1: no such file, *; MACHINE goes before INPUT: add 1+1
verify 1+1 xyzzy => 1+1: no such file, *; 'tmprec machines' lists those
sweep add 1+1 => 1+1: no such file, *; an input is in one word with its machine: add:1+1
sweep 1+1 add => 1+1: no such file, *; --keep-going goes on with the others
which add 1+1 => which: too many arguments, from '1+1' on; *; MACHINE:INPUT is one word, such as add:11+1
verify flip.tm 0 --format e4m3fm => *'e4m3fm' is not known*; did you mean 'e4m3fn'?
verify flip.tm 0 --format fixd:1.4 => *; did you mean 'fixed:1.4'?
verify flip.tm 0 --format posti16 => *; did you mean 'posit16'?
verify flip.tm 0 --format mxfp6 => *; did you mean 'mxfp6e3m2fn' or 'mxfp6e2m3fn'?
verify flip.tm 0 --format mxfp8 => *; did you mean 'mxfp8e5m2' or 'mxfp8e4m3fn'?
sweep flip.tm:0 --formats int8,fp8 => *'fp8' is not known*; did you mean 'e4m3fn' or 'e5m2'?
round fp4 1 => *; did you mean 'e2m1fn'?
verify flip.tm 0 --format q => *'q' is not known (see tmprec formats)
formats bflat16 => *; did you mean 'bfloat16'?
verify flip.tm 0 --format fp16 --round rnee => *is not one of*; did you mean 'rne'?
verify flip.tm 0 --act p:4 --at 3:atn=p:3 => *'atn' is not one of*; did you mean 'attn'?
machine flip.tm --from tmsm => *; did you mean 'tmsim'?
sweep flip.tm:0 --family flaot => *; did you mean 'float'?
TABLE
machine stats.tm 'tapes 1\nblank _\ninput 0 1\nstart scan\nhalt done\nscan 0 -> done 0 R\n'
refuses <<'TABLE'
trace stats.tm 0 --start scam => start: the machine has no state 'scam'; did you mean 'scan'?
trace stats.tm 0 --start zzzz => start: the machine has no state 'zzzz'; 'tmprec machine' shows those that it has
# abbreviations that may mean several options name them
verify flip.tm 0 --a fp16 => option --a is ambiguous: --act, --attn, --acc, --arithmetic, --at, --activations
TABLE

# names that other programs have for formats
for pair in bfloat16:bf16 float16:fp16 half:fp16 float32:fp32 double:fp64 float8_e4m3fn:e4m3fn float8_e5m2:e5m2 \
            float8_e4m3fnuz:e4m3fnuz float6_e3m2fn:e3m2fn FLOAT4_E2M1FN:e2m1fn; do
    run formats "${pair%:*}"
    sed 1d out | cut -f 2- >alias
    run formats "${pair#*:}"
    check "not the format ${pair#*:}: ${pair%:*}" [ "$(sed 1d out | cut -f 2-)" = "$(cat alias)" ]
done
run verify flip.tm 0110 --format mpfr:float16
judge 0 '*' ""

# old names of options: those that no script may rely on are told
run verify flip.tm 0110 --format fp16 --draw 3
judge 0 '*' ""
mv out drawn
run verify flip.tm 0110 --format fp16 --trial 3
judge 0 drawn "warning: --trial is now called --draw"
flip_trace
run run flip.tm 011010 --print-tokens
cp out printed
run run flip.tm 011010 --tokens
judge 0 printed ""
run verify flip.tm 011010 --sequence flip.trace
cp out checked
run verify flip.tm 011010 --tokens flip.trace
judge 0 checked ""
for command in $("$TMPREC" --help | sed -n '/^Commands:/,/^$/s/^  *\([a-z][a-z]*\) .*/\1/p'); do
    run help "$command"
    check "an old name is in the help" sh -c '! grep -Eq -e "--(trial|tokens)( |$)" out'
done

# ranges have one syntax
rows_of() { run sweep flip.tm:01 --family fixed "$@"; rows | cut -d , -f 11 | paste -sd ' ' -; }
check "4..8:2" [ "$(rows_of --bits 4..8:2)" = "4 6 8" ]
check "3,4..10:3" [ "$(rows_of --bits 3,4..10:3)" = "3 4 7 10" ]
run sweep flip.tm:01 --family fixed --bits 4 -r 6..14:4
check "-r 6..14:4" [ "$(column 4 | paste -sd ' ' -)" = "6 10 14" ]
run explain flip.tm 01 --token 5 --all --layer 3..9:3,12
check "--layer 3..9:3,12" [ "$(grep '^layer' out | paste -sd ' ' -)" = "layer 3 layer 6 layer 9 layer 12" ]
run verify flip.tm 01 --act fixed:1.0 --at 4..8:2,11,12:attn=p:1 --activations
judge 0 '*' ""
run sweep flip.tm:01 --family fixed --bits 4 --sites act --at 4..8:2,11,12:attn=p:1
check "rules of --at" is '* at=4:attn=p:1 at=6:attn=p:1 at=8:attn=p:1 at=11..12:attn=p:1 *' "$(column 19)"
refuses <<'TABLE'
sweep flip.tm:01 --bits 4..9:2 => *the range 4..9 has steps of 2, which do not meet its end
sweep flip.tm:01 --bits 4..8:0 => *not a list of numbers and ranges*
sweep flip.tm:01 -r 6..9:3 => *9 is odd*
explain flip.tm 01 --token 5 --layer 4..90:2 => --layer: there are * layers
verify flip.tm 0 --act p:4 --at 4..8:act=p:3:2 => *
# beyond the last layer
verify flip.tm 0 --act p:4 --at 200:attn=real => --at 200:attn=real: the transformer has 18 layers
sweep flip.tm:0 flip.tm:0110011001 --family fixed --bits 4 --at 24:attn=real => 24:attn=real: the transformer has 23 layers
bound -r 8 --act fixed:1.0 --at 29:attn=p:2 => --at 29:attn=p:2: the transformer has 28 layers
TABLE
run sweep flip.tm:0 flip.tm:0110011001 --family fixed --bits 4 --at 23:attn=real
judge 0 '*' ""

# logits that are all 0
run verify counter 1101 --act fixed:1.0 --attn fixed:1.0
judge 1 '*' ""
check "predicted" [ "$(verify_line predicted)" = "none (no token leads: all logits are 0)" ]

# which within a memory, and bound with options that have no effect
refuses <<'TABLE'
which flip.tm:01 --memory 1M => up to * of memory may be needed, and --memory allows 1.0 MB; try --memory *M
bound -r 8 --steps 3 => --steps and --max-steps are for the run of one input*
bound flip.tm -r 8 --max-steps 3 => --steps and --max-steps are for the run of one input*
TABLE
run which flip.tm:01
cp out all
run which flip.tm:01 --memory 1G
judge 0 all ""
run bound -r 8 --least bits --round rtz
judge 1 '*' ""

# Start configurations: the state before the cell of the head, wherever an input is named.
bb4=1RB1LB_1LA0LC_1RZ1LD_1RD0RA
run machine $bb4 '' --max-steps 50 --steps 0
check "not where it goes on" grep -q "^ends as      '111110A11'$" out
run machine $bb4 111110A11 --steps 0
check "not the rest of 107 steps" grep -q "^steps        57, halted$" out
machine letters.tm 'tapes 1\nblank _\ninput a b B\nstart A\nhalt h\nA a -> AB a R\nAB b -> A b R\nAB B -> a b R\na a -> h a R\n'
printf '0 1 0 r 0\n0 _ * * halt\n0 * * r C\nC * * r halt\n' >wild.txt
printf '1A1\n1A0\n' >starts.txt
tells <<TABLE
run $bb4 ______111110A11 --output tape => 0 10111111111111
TABLE
run verify $bb4 __________111110A11
judge 0 '*' '*'
run sweep "$bb4:__________111110A11" --bits 9 --family fixed
judge 0 '*' '*'
check "another run" [ "$(cut -d , -f 2,14,15 out | sed -n 2p)" = "__________111110A11,1,0" ]
run sweep "$bb4:@starts.txt" --steps 1 --bits 9 --family fixed
judge 0 '*' ""
check "not two runs" [ "$(cut -d , -f 2 out | tail -n 2 | paste -s -d +)" = 1A1+1A0 ]
run run letters.tm aAa --steps 1 --print-tokens
judge 0 '*' ""
run run wild.txt 1C1 --from morphett
check "no warning of what it could be" grep -q "warning: the input is taken as a word.*the state 'C' in cell 1" err
refuses <<TABLE
verify $bb4 1C1 --start B => input: it names the state 'C' and the cell of the head, which are chosen already
verify $bb4 1C1 --head 1 => input: it names the state 'C'*
verify $bb4 1A11 --two-way fold => cannot be folded: the head starts in cell 1, not in cell 0; blanks before the word make room*
verify $bb4 0B00 => step 4 takes the head*and its head starts right of cell 0; blanks before the word make room for it
verify letters.tm aABb => input: this can be the state 'A' in cell 1 or the state 'AB' in cell 1; leave it out, and try --start and --head
verify $bb4 1D1D => input, character 2: 'D' is not an input symbol*
TABLE

# a run without output: with --certify, that nothing is proved of it
machine noisy.tm 'tapes 1\nblank _\ninput 0 1\nstart q\nhalt h\nq 0 -> h A S\n'
run sweep noisy.tm:0 --bits 3 --family fixed
judge 0 '*' "noisy.tm:0: the tokens end with the halt and tell no output: the output has the symbol 'A' (cell 0 of tape 1), which is not an input symbol"
run sweep noisy.tm:0 --bits 3 --family fixed --certify
judge 0 '*' "noisy.tm:0: * is not an input symbol; so nothing is proved of this run"

finish
