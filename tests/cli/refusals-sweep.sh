#!/bin/sh
# SPDX-License-Identifier: MIT
# Lists, ranges and files of a sweep that are refused.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

mkdir directory

refuses <<'TABLE'
sweep flip.tm:0 --bits 9..4 => *--bits '9..4'*
sweep flip.tm:0 --bits 4..x => *--bits '4..x'*
sweep flip.tm:0 --bits ..4 => *--bits '..4'*
sweep flip.tm:0 --bits 4.. => *--bits '4..'*
sweep flip.tm:0 --bits 4...6 => *--bits '4...6'*
sweep flip.tm:0 --bits 4..5..6 => *--bits '4..5..6'*
sweep flip.tm:0 --bits 4,,5 => *--bits '4,,5'*
sweep flip.tm:0 --bits 4, => *--bits '4,'*
sweep flip.tm:0 --bits ,4 => *--bits ',4'*
sweep flip.tm:0 --bits 4,4 => *--bits '4,4'*
sweep flip.tm:0 --bits 6,4..8 => *--bits '6,4..8'*
sweep flip.tm:0 --bits '' => *--bits ''*
sweep flip.tm:0 --bits 0 => *--bits '0'*
sweep flip.tm:0 --bits -4 => *--bits '-4'*
sweep flip.tm:0 --bits 4.5 => *--bits '4.5'*
sweep flip.tm:0 --bits 99999999999999999999 => *--bits*
sweep flip.tm:0 --bits 1..99999999999999999999 => *--bits*
sweep flip.tm:0 --bits 1 --family fixed => family fixed has no format of 1 bit; it needs at least 2; sweep bits from 2 on
sweep flip.tm:0 --bits 3 --family float => family float has no format of 3 bits; it needs at least 4; sweep bits from 4 on
sweep flip.tm:0 --bits 1 --family fixed,float => family fixed has no format of 1 bit;*sweep bits from 4 on
sweep flip.tm:0 --bits 4 --act fp16 => --act fp16 is without effect*--sites*
sweep flip.tm:0 --bits 4 --sites logit --logit fp16 => --logit fp16 is without effect*
sweep flip.tm:0 --bits 4 --cell-time x => --cell-time 'x': not a number of seconds
sweep flip.tm:0 --bits 4 --cell-time 0 => --cell-time '0': not a number of seconds
sweep flip.tm:0 --bits 4 --cell-memory much => --cell-memory 'much': not a size*
sweep flip.tm:@missing --bits 4 => missing: No such file or directory
verify flip.tm 0 --arithmetic act=fixed:1.4 --act fp16 => --arithmetic names all formats*
verify flip.tm 0 --arithmetic act=x => --arithmetic 'act=x': *
sweep flip.tm:0 --family x => *--family 'x'*
sweep flip.tm:0 --family fixed,x => *--family*'x'*
sweep flip.tm:0 --family fixed,fixed => *--family*'fixed'*
sweep flip.tm:0 --family '' => *--family ''*
sweep flip.tm:0 --sites x => *--sites 'x'*
sweep flip.tm:0 --sites act+x => *--sites*'x'*act, attn, logit, exp, acc, param
sweep flip.tm:0 --sites act,attn => *--sites*'act,attn'*
sweep flip.tm:0 --sites act+attn+logit+exp+acc+param+act => *--sites*'act'*
sweep flip.tm:0 --sites act+act => *--sites*'act'*
sweep flip.tm:0 --sites '' => *--sites ''*
sweep flip.tm:0 --beta 10,x => --beta '10,x': 'x': not 'auto'*
sweep flip.tm:0 --beta 10, => --beta '10,': '': not 'auto'*
sweep flip.tm:0 --beta '' => *beta ''*
sweep flip.tm:0 --beta 10,10 => *beta '10,10'*
sweep flip.tm:0 --beta 10,auto,auto => *beta '10,auto,auto'*'auto' is repeated
# ranges of beta
sweep flip.tm:0 --beta 1..2 => --beta: *'1..2'*no step*1..12:0.5
sweep flip.tm:0 --beta 1..2: => *beta '1..2:'*not a range*
sweep flip.tm:0 --beta ..2:1 => *beta '..2:1'*not a range*
sweep flip.tm:0 --beta 1..:1 => *beta '1..:1'*not a range*
sweep flip.tm:0 --beta 1...2:1 => *beta '1...2:1'*not a range*
sweep flip.tm:0 --beta 1..2..3:1 => *beta '1..2..3:1'*not a range*
sweep flip.tm:0 --beta 1..2:1:1 => *beta '1..2:1:1'*not a range*
sweep flip.tm:0 --beta 1.2:1 => *beta '1.2:1'*
sweep flip.tm:0 --beta 1..2:-1 => *beta '1..2:-1'*not a range*
sweep flip.tm:0 --beta -1..2:1 => *beta '-1..2:1'*not a range*
sweep flip.tm:0 --beta 1..auto:1 => *beta '1..auto:1'*not a range*
sweep flip.tm:0 --beta 1..1e1:1 => *beta '1..1e1:1'*not a range*
sweep flip.tm:0 --beta 1..2:.5 => *beta '1..2:.5'*not a range*
sweep flip.tm:0 --beta 1..2:0.0 => *the range '1..2:0.0' has a step of 0
sweep flip.tm:0 --beta 4,2..1:0.5 => *the range '2..1:0.5' is descending
sweep flip.tm:0 --beta 1..2:0.3,7 => *the range '1..2:0.3' does not meet its end
sweep flip.tm:0 --beta 0..0.3:0.1000000000000000000001 => *does not meet its end
sweep flip.tm:0 --beta 1..3:1,2 => *beta '1..3:1,2': '2' is repeated
sweep flip.tm:0 --beta 1..1.0000000000000001:0.0000000000000001 => *'1.0000000000000001' is repeated
sweep flip.tm:0 --beta 0..10000:1 => *more than 10000 numbers
sweep flip.tm:0 --beta 0..5000:1,5001..10000:1 => *more than 10000 numbers
sweep flip.tm:0 --beta 0..1000000000000:0.0000000001 => *more than 10000 numbers
sweep flip.tm:0 --beta 999999999999..1000000000001:1 => --beta *'1000000000001': at most 1e12
sweep flip.tm:0 --minimum=x => --minimum 'x': neither bits nor beta*
sweep flip.tm:0 --minimum= => --minimum '': neither bits nor beta*
sweep flip.tm:0 --minimum '' => --minimum '': neither bits nor beta*
sweep flip.tm:0 --minimum bit => --minimum 'bit': neither bits nor beta*
sweep --minimum flip.tm => --minimum 'flip.tm': *
sweep --minimum flip.tm:2 => *input, character 1: '2'*
verify flip.tm 0 --minimum => *--minimum*
sweep flip.tm:0 --activations => --activations*--minimum*exact_act
sweep flip.tm:0 --minimum beta --bits 4 --family fixed --beta 5,auto,7.545177444479562 => beta: auto is 7.545177444479562 at r = 4*
sweep flip.tm:0 --format mpfr:4 => *--format*
sweep flip.tm => *flip.tm*MACHINE:INPUT*
sweep flip.tm:0 --jobs 0 => *--jobs '0'*
sweep flip.tm:0 --jobs -1 => *--jobs '-1'*
sweep flip.tm:0 --jobs x => *--jobs 'x'*
sweep flip.tm:0 --jobs 99999999999999999999 => *--jobs*
sweep flip.tm:0 --bits 4 --family fixed -o missing/x.csv => missing/x.csv: *
sweep flip.tm:0 --bits 4 --family fixed -o '' => *
sweep flip.tm:0 --bits 4 --family fixed -o directory => directory: *
sweep flip.tm:0 --bits 4 --family fixed -o flip.tm/x.csv => flip.tm/x.csv: *
TABLE
check "a refused -o leaves something behind" [ -z "$(ls -A directory)$(ls -d directory?* .part 2>/dev/null)" ]

finish
