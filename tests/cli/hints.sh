#!/bin/sh
# SPDX-License-Identifier: MIT
# Where a refusal has a way around it the message names it, and the way is one: each row is refused, says so,
# and is no more refused once it does what the message says.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# hinted: each row
#   ARGUMENTS => HINT => ARGUMENTS
# is refused with a line that has the hint, a shell pattern, in it; the second arguments are not refused.
hinted() { each_row hinted_row; }
hinted_row() {
    run_row "$1"
    judge 2 "" "*${2%% => *}*"
    run_row "${2#* => }"
    check "the hint does not help: refused again" [ "$status" -lt 2 ]
}

words_machines
machine left.tm '@two-way\nq 0 -> q 1 L\nq 1 -> h 1 S\nq _ -> h _ S\n'
machine both.tm '@x 0 -> x0 1 R\nx 1 -> x0 1 R\nx _ -> h _ S\nx0 0 -> x 0 R\nx0 1 -> x 1 R\nx0 _ -> h _ S\n'
printf '1RB1LB_1LA1RZ\n1RB1LC_1LA1RZ_1LB1RA\n' >list
printf '01\n10\n' >words
printf 'summ\ncell:_\nstate:q\nesumm\nrun:h/_/S\noutp\neoutp\n' >summary
run trace flip.tm 01010101
cp out long.trace

hinted <<'TABLE'
# machines
trace reserve 110 => did you mean 'reverse' => trace reverse 110
trace nothing 110 => 'tmprec machines' lists those => machines
verify counter:11 => MACHINE and INPUT are two arguments => verify counter 11
info counter: => MACHINE and INPUT are two arguments => info counter ''
which third 110 => MACHINE:INPUT is one word => which third:110 --act fixed:1.4 --sites attn
trace list '' --max-steps 200 => ; try --line N => trace list '' --line 1 --two-way fold
trace flip.tm 01 --start z => 'tmprec machine' shows those => machine flip.tm
convert flip.tm --to bb => ; try --to tm => convert flip.tm --to tm
convert utf8.tm --to bb => ; try --to tm => convert utf8.tm --to tm
sweep flip.tm:01 --formats mxfp4 --scale rceil => as in --formats mxfp4:rceil => sweep flip.tm:01 --formats mxfp4:rceil
which flip.tm:01 --sites attn --act mxfp4 --scale ceil => as in --act mxfp4:rceil => which flip.tm:01 --sites attn --act mxfp4:ceil
verify flip.tm 01 --format fixed:1.4 --round rsr --random-bits 2 => ; --round rsr:N has => verify flip.tm 01 --format fixed:1.4 --round rsr:2
sweep flip.tm --input words --bits 4 --family fixed => ; MACHINE:@FILE has the word => sweep flip.tm:@words --bits 4 --family fixed
convert count:11 => 'tmprec machines' lists those => machines
# runs
trace both.tm 1x01 => ; leave it out, and try --start and --head => trace both.tm 101 --start x --head 1
trace left.tm 01 => ; try --two-way fold => trace left.tm 01 --two-way fold
trace stuck.tm 01 => ; --no-rule halt lets => trace stuck.tm 01 --no-rule halt
trace loops.tm 0 --max-steps 9 => ; try a larger --max-steps, or cut the run with --steps => trace loops.tm 0 --steps 9
trace flip.tm 0101 --max-steps 2 => ; try a larger --max-steps => trace flip.tm 0101 --max-steps 9
info add 11+1 -r 4 => r 6 is enough => info add 11+1 -r 6
bound add 11+1 -r 4 => r 6 is enough => bound add 11+1 -r 6
verify add 11+1 -r 4 => r 6 is enough, or try --force => verify add 11+1 -r 6
verify add 11+1 -r 4 => or try --force => verify add 11+1 -r 4 --force
bound -r 4 -n 20 => without -r the context holds them => bound -n 20
explain flip.tm 01 --token 11 => only 11 tokens, counted from 0 => explain flip.tm 01 --token 3
verify flip.tm 01 --sequence summary => ; try --mode scot => verify flip.tm '' --sequence summary --mode scot
verify flip.tm 01 --sequence long.trace -r 4 => r 6 is enough, or try --force => verify flip.tm 01 --sequence long.trace -r 6
run flip.tm 01 --memory 1 => try --memory 5M => run flip.tm 01 --memory 50M
# arithmetics
verify flip.tm 01 --round rtz => ; try --format => verify flip.tm 01 --round rtz --format fixed:1.6
verify flip.tm 01 --at 3:act=p:12 => or --act and --attn => verify flip.tm 01 --at 3:act=p:12 --act p:9
verify flip.tm 01 --noise act:normal:0.01 => or --act and --attn => verify flip.tm 01 --noise act:normal:0.01 --act p:9 --attn p:9
margins flip.tm 01 --errors => ; try --format => margins flip.tm 01 --errors --format p:9
verify flip.tm 01 --beta 9 => with --format => verify flip.tm 01 --beta 9 --format p:9
verify flip.tm 01 --act p:12 --sum pairwise => ; try --acc, such as --acc p:12 => verify flip.tm 01 --act p:12 --sum pairwise --acc p:12
verify flip.tm 01 --act p:12 --fuse 8 => ; try --acc, such as --acc p:12 => verify flip.tm 01 --act p:12 --fuse 8 --acc p:12
verify flip.tm 01 --act p:12 --subtract before => ; try --logit, such as --logit p:12 => verify flip.tm 01 --act p:12 --subtract before --logit p:12
verify flip.tm 01 --acc p:12 --sum pairwise --fuse 8 => ; try --sum sequential, or --block => verify flip.tm 01 --acc p:12 --sum pairwise --block 8:p:12
verify flip.tm 01 --acc p:12 --sum pairwise --fuse 8 => ; try --sum sequential, or --block => verify flip.tm 01 --acc p:12 --sum sequential --fuse 8
verify flip.tm 01 --format mpfr:12 --round rsr => such as --act p:12 --logit p:12 --acc p:12 => verify flip.tm 01 --act p:12 --logit p:12 --acc p:12 --round rsr
verify flip.tm 01 --format mpfr:12 --round act:rtz => such as --act p:12 --logit p:12 --acc p:12 => verify flip.tm 01 --act p:12 --logit p:12 --acc p:12 --round act:rtz
verify flip.tm 01 --format mpfr:12 --sum pairwise => such as --act p:12 --logit p:12 --acc p:12 => verify flip.tm 01 --act p:12 --logit p:12 --acc p:12 --sum pairwise
verify flip.tm 01 --format mpfr:12 --subtract before => such as --act p:12 --logit p:12 --acc p:12 => verify flip.tm 01 --act p:12 --logit p:12 --acc p:12 --subtract before
verify flip.tm 01 --format mpfr:12 --fuse 8 => such as --act p:12 --logit p:12 --acc p:12 => verify flip.tm 01 --act p:12 --logit p:12 --acc p:12 --fuse 8
verify flip.tm 01 --format e4m3fm => did you mean 'e4m3fn' => verify flip.tm 01 --format e4m3fn
verify flip.tm 01 --format wonder => (see tmprec formats) => formats
formats fp16 --values => 'tmprec round --pattern' reads single ones => round fp16 0x3c00 --pattern
trials flip.tm 01 --largest --format p:9 => such as --noise act:normal:0.01 => trials flip.tm 01 --largest --format p:9 --noise act:normal:0.01 --trials 1
export flip.tm 01 -o x.npz --dtype bfloat16 => ; safetensors has it => export flip.tm 01 -o x.safetensors --dtype bfloat16
# sweeps
sweep flip.tm:01 flip.tm:2 --bits 4 --family fixed => ; --keep-going goes on with the others => sweep flip.tm:01 flip.tm:2 --bits 4 --family fixed --keep-going
sweep flip.tm:01 left.tm:01 --bits 4 --family fixed => ; try --two-way fold; --keep-going goes on => sweep flip.tm:01 left.tm:01 --bits 4 --family fixed --two-way fold
sweep flip.tm --contexts 9 --bits 4 --family fixed => ; or give one with --generator => sweep flip.tm --contexts 9 --bits 4 --family fixed --generator '[01]^k'
sweep flip.tm --generator '[01]^k' --bits 4 --family fixed => such as --contexts 16..256 => sweep flip.tm --generator '[01]^k' --bits 4 --family fixed --contexts 16..32
sweep flip.tm --contexts 2 --generator '[01]^k' --bits 4 --family fixed => ; name longer ones => sweep flip.tm --contexts 9 --generator '[01]^k' --bits 4 --family fixed
sweep flip.tm:01 --formats int8 --minimum=bits => ; try --minimum beta => sweep flip.tm:01 --formats int8 --minimum=beta --beta 4,8
sweep --minimum flip.tm:01 --bits 4 --family fixed --bits 2 --family float => sweep bits from * on => sweep flip.tm:01 --minimum --bits 4 --family float
sweep --bits 4 --family fixed --minimum flip.tm => a file goes before the option => sweep flip.tm:01 --bits 4 --family fixed --minimum
sweep flip.tm:01 --bits 4 --family fixed --resume => needs -o FILE => sweep flip.tm:01 --bits 4 --family fixed --resume -o resumed.csv
TABLE

# Machines that cannot be recognised
printf 'hello world\nwhatever it is\n' >prose
refuses <<'TABLE'
trace prose 0 => prose:*; try --from NOTATION, which says what does not fit
trace prose 0 --from tm => prose:1:1: unknown header 'hello'
TABLE

# Journals and parts
sweep='flip.tm:01 --bits 4,5 --family fixed'
echo other >o.csv.journal
hinted <<TABLE
sweep $sweep -o o.csv => ; --resume goes on with them, or remove it => sweep $sweep -o o2.csv
sweep $sweep -o o.csv --resume => ; try another -o FILE, or remove it and begin anew => sweep $sweep -o o3.csv --resume
TABLE
rm o.csv.journal
run sweep flip.tm:01 flip.tm:0101 --bits 4,5 --family fixed --minimum -o o.csv
hinted <<TABLE
plot o.csv --x colour --script => no column 'colour'; there are machine,input,mode,* => plot o.csv --x n --script
TABLE
run sweep flip.tm:01 --bits 4,5 --family fixed --shard 1/2 -o part1.csv
run merge part1.csv
judge 2 "" "part 2 of 2 is missing; 'tmprec sweep --shard K/N' makes part K of N"
run sweep flip.tm:01 --bits 4,5 --family fixed --shard 2/2 -o part2.csv
run merge part1.csv part2.csv
cp out merged
judge 0 merged ""
run merge part1.csv part1.csv part2.csv
judge 2 "" "*: part 1 of 2 again, after part1.csv; give one of the two"

# Programs that are not there
mkdir nowhere
{
    echo '#!/bin/sh'
    echo "PATH=$work/nowhere exec '$TMPREC' \"\$@\""
} >without
chmod +x without
with=$TMPREC
TMPREC=$work/without
run plot o.csv -o o.svg
judge 2 "" "gnuplot is not there: *; or --script prints what it would run"
run machine flip.tm 01 --plot -o o.pdf
judge 2 "" "o.pdf: rsvg-convert is not there: *; or let the name end in .svg"
run machine flip.tm 01 --plot -o o.svg
judge 0 "" ""
TMPREC=$with

# No hint names an option that the command does not take.
refuses <<'TABLE'
info add 11+1 -r 4 => *r 6 is enough
verify add 11+1 --arithmetic 'act=p:9 sum=pairwise' => *without it no partial sum is rounded
verify add 11+1 --arithmetic 'format=mpfr:9 noise=act:normal:1' => *with hardmax or mpfr
verify add 11+1 --format mpfr:9 --noise act:normal:1 => *with hardmax or mpfr; formats at sites have it, such as *
sweep add:1+1 --family mpfr --bits 4 --noise act:normal:1 => *with hardmax or mpfr
trace add 11+1 -r 4 => *r 6 is enough
sweep flip.tm:2 --bits 4 => flip.tm:2: input, character 1: '2' is not an input symbol of the machine; these are 0 1
TABLE

finish
