#!/bin/sh
# SPDX-License-Identifier: MIT
# How runs halt, what is printed of their tapes, and where they start.
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

tab=$(printf '\t')

# A marker for a^n b^n: accepts by state, rejects where there is no rule.
cat >marks.txt <<'END'
init: mark
accept: yes

mark,a
find,x,>
mark,y
rest,y,>
find,a
find,a,>
find,y
find,y,>
find,b
back,y,<
back,a
back,a,<
back,y
back,y,<
back,x
mark,x,>
rest,y
rest,y,>
rest,_
yes,_,-
END
run run marks.txt aabb
said_is 0 xxyy "*halted in state 'yes'"
run run marks.txt aab
said_is 0 xxy "*halted in state 'reject'*no rule*"
for mode in cot scot; do
    run verify marks.txt aab --mode $mode
    check "reject is not verified" [ "$(sed -n '1p;3p' out | paste -s -d ' ' -)" = "exact${tab}1 halted${tab}reject" ]
done
run run marks.txt aab --no-rule refuse
said_is 2 '' '*stuck*--no-rule halt*'
run sweep marks.txt:aab --bits 8 --family float
check "not swept" [ "$(sed -n 2p out | cut -d , -f 14)" = 1 ]

# Both by state, with a letter that only the wildcard matches, and blanks left behind.
cat >ends.txt <<'END'
0 a _ r 0
0 _ _ * halt-yes
0 * * r 1
1 * * * halt-no
END
run run ends.txt aa
said_is 0 '' "*halted in state 'halt-yes'"
run run ends.txt aaza
said_is 0 za "*cell 0 of tape 1*halted in state 'halt-no'"
run trace ends.txt aaza
check "the tokens go on" [ "$(tail -n 1 out)" = run:halt-no/a/S ]
run verify ends.txt aaza
check "not verified" [ "$(sed -n 1p out)" = "exact${tab}1" ]
run run ends.txt 'aa_a'
said_is 0 a "*'halt-yes'"
run run ends.txt 'aa a'
said_is 0 a "*'halt-yes'"
run run ends.txt aaza --output word
said_is 2 '' '*--output tape*'
run bound ends.txt aaza --format real
check "certified without an output" [ "$status $(sed -n 1p out)" = "1 certified${tab}0" ]

# Left of the start, folded: nothing is cut.
printf '0 1 1 l 0\n0 _ 2 * halt\n' >left.txt
run run left.txt 1 --two-way fold
said_is 0 21 '*'
run run left.txt 1 --two-way fold --mode scot --output word
said_is 0 1 '*'
run trace left.txt 1
said_is 2 '' '*left of cell 0*'

# The result is on tape 2.
printf 'init: q\naccept: h\nq,1,_\nq,1,0,>,>\nq,_,_\nh,_,_,-,-\n' >two.txt
run run two.txt 11 --tape 2
said_is 0 00 '*'
run run two.txt 11 --output all
check "not all" [ "$(tr '\t' = <out | paste -s -d ' ' -)" = 'state=h word=11 tape 1=11 tape 2=00' ]
run run two.txt 11 --tape 3
said_is 2 '' '*--tape 3: the machine has 2 tapes'

# Halting states in .tm files; its default is to refuse.
machine two.tm 'tapes 1\nblank _\ninput 0 1\nstart q\nhalt yes no\nq 0 -> no 0 S\nq 1 -> yes 1 S\n'
run run two.tm 0
said_is 0 0 "*'no'"
run run two.tm ''
said_is 2 '' '*stuck*'
run run two.tm '' --no-rule halt
said_is 0 '' "*'no-rule'*"
run run two.tm 1_
said_is 2 '' "*'_' is not an input symbol*"
printf '\357\273\277' | cat - two.tm >mark.tm
run run mark.tm 1
said_is 0 1 "*'yes'"

# Where the run starts.
machine flips.tm '@q 0 -> q 1 R\nq 1 -> q 0 R\nq _ -> h 1 S\np 0 -> h 0 S\n'
run run flips.tm 0011 --head 2
said_is 0 00001 ''
run run flips.tm 0011 --head -2
said_is 0 1_0011 "*cell 1 of tape 1*"
for mode in cot scot; do
    run verify flips.tm 0011 --head 37 --mode $mode
    check "not verified from cell 37" [ "$(sed -n 1p out)" = "exact${tab}1" ]
done
run verify flips.tm 00 --head 16 -r 4
said_is 2 '' '*r 4 is too small: the head can reach cell 17; r 6 is enough, or try --force'
run run flips.tm 01 --start p
said_is 0 01 ''
run run flips.tm 01 --start x
said_is 2 '' "*no state 'x'; 'tmprec machine' shows those that it has"
run run flips.tm 01 --start h
said_is 0 01 '*no step*'
run verify flips.tm 01 --start h
said_is 2 '' '*no step*'
run run flips.tm -1
said_is 2 '' "*-- goes before a word*"
finish
