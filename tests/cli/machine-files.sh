#!/bin/sh
# SPDX-License-Identifier: MIT
# Machine files that are refused, and where the message points.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# TEXT => LINE:COLUMN: MESSAGE, the text as `machine` takes it
bad_machines() { each_row bad_machine; }
bad_machine() {
    machine m.tm "$1"
    run trace m.tm 0
    said="$said with m.tm = '$1'"
    judge 2 "" "m.tm:$2"
}

bad_machines <<'TABLE'
frob 1\n => 1:1: no notation fits*
@frob 1\nq 0 -> h 0 S\n => 6:1: unknown header 'frob'
  tapes#1\n => 1:1: no notation fits*
@q 0 - > h 0 S\n => 6:1: unknown header 'q'
@tapes 1\nq 0 -> h 0 S\n => 6:1: repeated header 'tapes'
@blank _\nq 0 -> h 0 S\n => 6:1: repeated header 'blank'
@input 0\nq 0 -> h 0 S\n => 6:1: repeated header 'input'
@start q\nq 0 -> h 0 S\n => 6:1: repeated header 'start'
@halt h\nq 0 -> h 0 S\n => 6:1: repeated header 'halt'
# a header after a transition: repeated, missing so far, unknown
@q 0 -> h 0 S\ntapes 1\n => 7:1: *'tapes'*
@q 0 -> h 0 S\nfoo x\n => 7:1: *'foo'*
tapes 1\nblank _\ninput 0\nstart q\nq 0 -> h 0 S\nhalt h\n => [56]:1: *'halt'*
# missing headers: where a transition needs them, else at the end
blank _\ninput 0\nstart q\nhalt h\nq 0 -> h 0 S\n => 5:1: *'tapes'*missing*
tapes 1\ninput 0\nstart q\nhalt h\nq 0 -> h 0 S\n => 5:1: *'blank'*missing*
tapes 1\nblank _\nstart q\nhalt h\nq 0 -> h 0 S\n => 5:1: *'input'*missing*
tapes 1\nblank _\ninput 0\nhalt h\nq 0 -> h 0 S\n => 5:1: *'start'*missing*
tapes 1\nblank _\ninput 0\nstart q\nq 0 -> h 0 S\n => 5:1: *'halt'*missing*
tapes 1\nblank _\ninput 0\nstart q\n => 4:1: *'halt'*missing*
 => 1:1: *missing*
\n\n => [123]:1: *missing*
\043 nothing but this\n => 1:1: *missing*
@ => 5:1: no transition
@# q 0 -> h 0 S\n => 6:1: no transition
# values of headers
tapes 0\n => 1:7: *tape*'0'*
tapes x\n => 1:7: *tapes*'x'*
tapes -1\n => 1:7: *tapes*'-1'*
tapes +1\n => 1:7: *tapes*'+1'*
tapes 1.0\n => 1:7: *tapes*'1.0'*
tapes 17\n => 1:7: *16 tapes*'17'*
tapes 18446744073709551617\n => 1:7: *16 tapes*
tapes\n => 1:[16]: *missing*'tapes'*
blank # _\n => 1:[16]: *missing*'blank'*
start\n => 1:[16]: *missing*'start'*
halt\n => 1:[15]: *missing*'halt'*
tapes 1 2\n => 1:9: *one value*'2'*
blank _ -\n => 1:9: *one value*'-'*
start q0 q1 q2\n => 1:10: *one value*'q1'*
halt h\t\th\n => 1:9: repeated halting state 'h'*
input\n => 1:6: no input symbol*
input # a\n => 1:6: no input symbol*
input a _\nblank _\n => 2:7: *blank among the input symbols*'_'*
blank _\ninput a _\n => 2:9: *blank among the input symbols*'_'*
input a bb a\n => 1:12: repeated input symbol 'a'
input ä ö ä\n => 1:11: repeated input symbol 'ä'
start q\nhalt q\n => 2:6: start and halt*'q'*
halt q\nstart q\n => 2:7: start and halt*'q'*
# names
@q / -> h 0 S\n => 6:3: *name '/'
@q a,b -> h 0 S\n => 6:3: *name 'a,b'
@q 0^ -> h 0 S\n => 6:3: *name '0^'
@q/ 0 -> h 0 S\n => 6:1: *name 'q/'
@q 0 -> h, 0 S\n => 6:8: *name 'h,'
@q 0 -> h ^ S\n => 6:10: *name '^'
blank a,b\n => 1:7: *name 'a,b'
input a b/c\n => 1:9: *name 'b/c'
start a^\n => 1:7: *name 'a^'
halt /\n => 1:6: *name '/'
# transitions
@q -> h 0 S\n => 6:3: 1 field*before '->'*
@q 0 0 -> h 0 S\n => 6:7: 3 field*before '->'*
@-> h 0 S\n => 6:1: 0 field*before '->'*
@q 0 ->\n => 6:7: 0 field*after '->'*
@q 0 -> h\n => 6:9: 1 field*after '->'*
@q 0 -> h 0\n => 6:11: 2 field*after '->'*
@q 0 -> h 0 S S\n => 6:14: 4 field*after '->'*
@q 0 -> h 0 S -> h\n => 6:14: *'->'*
tapes 2\nblank _\ninput 0\nstart q\nhalt h\nq 0 -> h 0 S\n => 6:5: 2 field*before '->'*
tapes 2\nblank _\ninput 0\nstart q\nhalt h\nq 0 0 -> h 0 0 S\n => 6:17: 4 field*after '->'*
tapes 2\nblank _\ninput 0\nstart q\nhalt h\nq 0 0 -> h 0 0 S S S\n => 6:20: 6 field*after '->'*
@q 0 -> h 0 X\n => 6:12: unknown move 'X'
@q 0 -> h 0 s\n => 6:12: unknown move 's'
@q 0 -> h 0 LR\n => 6:12: unknown move 'LR'
@ü 0 -> ö 0 ↑\n => 6:12: unknown move '↑'
@q 0 -> h 0 S\nq 1 -> h 1 S\n  q 0 -> h 1 S\n => 8:3: duplicate transition*line 6*
@q 0 -> h 0 S\nh 0 -> q 0 S\n => 7:1: *out of the halting state*'h'*
# characters
tapes 1\001\n => 1:8: control character
tapes 1 # \033[31m\n => 1:11: control character
tapes 1\rblank _\n => 1:8: control character
tapes 1 # \177\n => 1:11: control character
tapes 1 # \302\205\n => 1:11: control character
tapes 1\000\n => 1:8: NUL character
tapes 1\n# \000\n => 2:3: NUL character
tapes 1\377\n => 1:8: not valid UTF-8
tapes 1 # ä\303\n => 1:12: not valid UTF-8
# too long for its number, a surrogate, beyond the last, not begun, cut off by the end
tapes 1 # \300\200\n => 1:11: not valid UTF-8
tapes 1 # \355\240\200\n => 1:11: not valid UTF-8
tapes 1 # \364\220\200\200\n => 1:11: not valid UTF-8
tapes 1 # \200\n => 1:11: not valid UTF-8
tapes 1 # \360\237\230 => 1:11: not valid UTF-8
input \302\240\n => 1:7: *print*
\357\273\277tapes 1\n => 1:1: *
TABLE

# Every command refuses a bad machine alike.
machine m.tm '@q 0 -> h 0 X\n'
refuses <<'TABLE'
run m.tm 0 => m.tm:6:12: unknown move 'X'
verify m.tm 0 => m.tm:6:12: unknown move 'X'
info m.tm 0 => m.tm:6:12: unknown move 'X'
info m.tm -r 4 => m.tm:6:12: unknown move 'X'
sweep m.tm:0 => m.tm:6:12: unknown move 'X'
TABLE

finish
