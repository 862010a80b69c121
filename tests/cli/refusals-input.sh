#!/bin/sh
# SPDX-License-Identifier: MIT
# Files that are no machine, words that are no input, runs that fail; -r, --mode and
# numbers of steps that are refused.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

words_machines
unreadable_paths
refuses <<'TABLE'
trace missing.tm 0 => missing.tm: *
trace missing 0 => missing: *
trace directory 0 => directory: *
trace . 0 => .: *
trace directory/missing.tm 0 => directory/missing.tm: *
trace flip.tm/x 0 => flip.tm/x: *
trace unreadable 0 => unreadable: *
trace secret.tm 0 => secret.tm: *
trace '' 0 => *
trace /dev/null 0 => /dev/null:1:1: *
trace - 0 => *:1:1: *
run missing.tm 0 => missing.tm: *
verify missing.tm 0 => missing.tm: *
info missing.tm 0 => missing.tm: *
sweep missing.tm:0 => missing.tm: *
sweep missing => missing: *
sweep :0 => *
TABLE

refuses <<'TABLE'
# the word
trace flip.tm 0x1 => input, character 2: 'x'*
trace flip.tm _ => input, character 1: '_'*
trace flip.tm '0 1' => input, character 2: ' '*
trace flip.tm "$(printf '01\377')" => input, character 3: not valid UTF-8
trace flip.tm "$(printf '\303')" => input, character 1: not valid UTF-8
trace utf8.tm 'ä😀ö' => input, character 3: 'ö'*
trace utf8.tm '□' => input, character 1: '□'*
trace words.tm aabb => input, character 1: 'aabb'*
trace words.tm 'aa  cc bb' => input, character 5: 'cc'*
run flip.tm 2 => input, character 1: '2'*
verify flip.tm 2 => input, character 1: '2'*
info flip.tm 2 => input, character 1: '2'*
sweep flip.tm:2 => *input, character 1: '2'*
# the run
trace loops.tm 0 --max-steps 1000 => *1000 steps*
run loops.tm 0 --max-steps 1000 => *1000 steps*
verify loops.tm 0 --max-steps 1000 => *1000 steps*
info loops.tm 0 --max-steps 1000 => *1000 steps*
sweep loops.tm:0 --max-steps 1000 => *1000 steps*
trace loops.tm 0 --max-steps 1000 --steps 1001 => *1000 steps*
trace loops.tm 0 => *10000000 steps*
trace flip.tm 011 --max-steps 3 => *3 steps*
trace stuck.tm 001 => *stuck after 2 steps*'q'*'1'*
run stuck.tm 1 => *stuck after 0 steps*'q'*'1'*
verify stuck.tm 01 => *stuck after 1 step*
info stuck.tm 01 => *stuck after 1 step*
sweep stuck.tm:01 => *stuck after 1 step*
# -r
trace flip.tm 0 -r 5 => *'5'*odd*
trace flip.tm 0 -r 0 => *'0'*at least 4*
trace flip.tm 0 -r 2 => *'2'*at least 4*
trace flip.tm 0 -r 3 => *'3'*
trace flip.tm 0 -r -2 => *'-2'*
trace flip.tm 0 -r 61 => *'61'*at most 60*
trace flip.tm 0 -r 62 => *'62'*at most 60*
trace flip.tm 0 -r 99999999999999999999 => *'99999999999999999999'*at most 60*
trace flip.tm 0 -r 4294967300 => *'4294967300'*at most 60*
trace flip.tm 0 -r 18446744073709551620 => *at most 60*
trace flip.tm 0 -r x => *'x'*
trace flip.tm 0 -r '' => *''*
trace flip.tm 0 -r 4.0 => *'4.0'*
trace flip.tm 0 -r 4x => *'4x'*
trace flip.tm 0 -r ' 4' => *' 4'*
run flip.tm 0 -r 7 => *'7'*odd*
verify flip.tm 0 -r 7 => *'7'*odd*
info flip.tm -r 7 => *'7'*odd*
sweep flip.tm:0 -r 7 => *'7'*odd*
sweep flip.tm:0 -r 4,6..2 => *
sweep flip.tm:0 -r 62 => *60*
trace four.tm 00000 -r 4 => *4 is too small*18 tokens*16*
run four.tm 00000 -r 4 => *4 is too small*18 tokens*
verify four.tm 00000 -r 4 => *4 is too small*18 tokens*
info four.tm 00000 -r 4 => *4 is too small*18 tokens*
sweep four.tm:00000 -r 4 => *4 is too small*18 tokens*
# how many steps
trace flip.tm 0 --steps 0 => *steps*'0'*
trace flip.tm 0 --steps -1 => *steps*'-1'*
trace flip.tm 0 --steps 1e3 => *steps*'1e3'*
trace flip.tm 0 --steps 99999999999999999999 => *steps*too large*
trace flip.tm 0 --max-steps 0 => *max-steps*'0'*
trace flip.tm 0 --max-steps x => *max-steps*'x'*
trace flip.tm 0 --max-steps '' => *max-steps*''*
# --mode
trace flip.tm 0 --mode foo => *mode 'foo'*
trace flip.tm 0 --mode '' => *mode ''*
run flip.tm 0 --mode cot,scot => *mode 'cot,scot'*
sweep flip.tm:0 --mode cot,foo => *mode*foo*
TABLE

finish
