#!/bin/sh
# SPDX-License-Identifier: MIT
# Notations of other simulators: one machine in many, names that are kept, lists, a file's own
# input, and what is perhaps a mistake.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# The same machine in all notations that hold it, plain and folded.
printf '0 1 0 l 0\n0 0 1 r q\n0 _ 1 r q\nq 0 0 r q\nq 1 1 r q\nq _ _ l halt\n' >count.txt
for notation in tm nju jff tmio tmsim ft; do
    run convert count.txt --to $notation
    judge 0 '*' ""
    cp out count.$notation
done
for word in 0 1010 11; do
    for command in "trace --two-way fold" "machine --two-way fold" "verify --two-way fold" "run --two-way fold"; do
        # shellcheck disable=SC2086
        run ${command%% *} count.txt $word ${command#* }
        sed 1d out >want
        for notation in tm nju jff tmio tmsim ft; do
            # shellcheck disable=SC2086
            run ${command%% *} count.$notation $word ${command#* }
            sed 1d out >got
            # Two notations list a table state by state; numbers follow.
            check "as count.txt" cmp -s got want
        done
    done
done

# So with a machine that decides, by a state that accepts and one that is no good, or where no rule
# applies, and that leaves marks.  It stays right of cell 0: folded or not.
cat >pairs.txt <<'END'
tapes 1
blank _
input a Y b X
start 0
halt good bad
two-way
no-rule halt
0 a -> 1 X R
0 Y -> 3 Y R
0 _ -> good _ R
1 a -> 1 a R
1 Y -> 1 Y R
1 b -> 2 Y L
1 _ -> bad _ L
2 Y -> 2 Y L
2 a -> 2 a L
2 X -> 0 X R
3 Y -> 3 Y R
3 _ -> good _ R
END
for notation in tm nju jff tmio tmsim ft; do
    run convert pairs.txt --to $notation
    judge 0 '*' ""
    cp out pairs.$notation
done
# Without the file's name; the state where no rule applies is called otherwise, in columns of other widths.
same() {
    sed 's/^pairs\.[a-z]*$//; s/no-rule/reject/g; s/  */ /g' "$1" >"$2"
}
for word in aabb aab ba ''; do
    for command in trace machine verify "verify --mode scot" run "run --output all" "machine --two-way fold" \
                   "run --two-way fold" "verify --two-way fold"; do
        # shellcheck disable=SC2086
        run ${command%% *} pairs.txt "$word" ${command#* }
        same out want
        same err want_end
        want_status=$status
        for notation in tm nju jff tmio tmsim ft; do
            # shellcheck disable=SC2086
            run ${command%% *} pairs.$notation "$word" ${command#* }
            same out got
            same err got_end
            check "as pairs.txt" [ "$status" = "$want_status" ]
            check "as pairs.txt" cmp -s got want
            check "ends as pairs.txt" cmp -s got_end want_end
        done
    done
done

# Names stay what they are: in words, in tokens, in .tm, there and back.
cat >odd.yaml <<'END'
blank: ' '
input: '#/,'
start state: a b
table:
  a b:
    '#,/': {write: '%', R}
    ',': {write: '^', R}
    ' ': {N: 'ü,1'}
  'ü,1':
END
run run odd.yaml
said_is 0 '%%^' "*halted in state 'ü,1'"
run run odd.yaml /
said_is 0 '%' "*halted in state 'ü,1'"
printf 'inp\nsym:#\neinp\nrun:a%%20b/%%/R\nrun:%%C3%%BC%%2C1/%%20/S\n' >odd.cut
run trace odd.yaml '#'
sed 's/^sym:%23/sym:#/; s/ü/%C3%BC/; /^outp/,$d' out >got
check "tokens spell names with escapes" cmp -s got odd.cut
run trace odd.yaml
cp out odd.trace
answers <<'TABLE'
verify odd.yaml --tokens odd.trace => 0 some
TABLE
run convert odd.yaml
cp out odd.tm
run convert odd.tm --to tmio
judge 0 '*' ""
cp out odd.back
run convert odd.yaml --to tmio
sed '/^input/d' out >got
check "the names come back" cmp -s got odd.back

# The file's own input is swept as well.
run sweep odd.yaml --bits 6 --family fixed
check "the file's input" [ "$(sed -n 2p out | cut -d , -f 2-5)" = '"#/,",cot,4' ]

# Names that a notation cannot write, of several halting states too.
machine ends.tm 'tapes 1\nblank _\ninput 0 1\nstart q\nhalt a%%20b c;d halt%%20e f\ntwo-way\nq 0 -> a%%20b 1 R\nq 1 -> p 1 R\np 0 -> c;d 0 S\np 1 -> halt%%20e 0 S\np _ -> f 1 R\n'
for notation in morphett tmsim nju jff; do
    run convert ends.tm --to $notation
    check "not written" [ "$status" = 0 ]
    cp out ends.$notation
    cp err told
    for word in 0 10 11 1; do
        run run ends.tm $word --output all
        cp out want
        own=$(sed -n 's/^state.//p' out)
        run run ends.$notation $word --output all
        judge 0 '*' '*'
        written=$(sed -n 's/^state.//p' out)
        check "the same tape" [ "$(sed 1d out)" = "$(sed 1d want)" ]
        [ "$own" = "$written" ] || check "$own is not told" grep -qF "state '$own' is '$written'" told
    done
done
run convert ends.tm --to morphett
check "its own name is not behind halt" grep -qF "state 'f' is 'halt-f'" err

# A machine that halts only where no rule applies, without a halting state.
printf 'tapes 1\nblank _\ninput a b\nstart accept\ntwo-way\nno-rule halt\naccept a -> accept b R\n' >nowhere.tm
echo bbb >bbb
for notation in tm tmsim morphett tmio ft nju jff; do
    run convert nowhere.tm --to $notation
    check "written" [ "$status" = 0 ]
    cp out nowhere.$notation
    run run nowhere.$notation aab
    judge 0 bbb '*'
    run convert nowhere.$notation --to tm
    check "$notation is read again" [ "$status" = 0 ]
done
printf 'tapes 1\nblank _\ninput a b\nstart q\nq a -> q b R\n' >endless.tm
run convert endless.tm
judge 2 '' '*halt*missing*'

# An input symbol that only a list of symbols can name.
printf 'tapes 1\nblank _\ninput 0 1 2\nstart q\nhalt h\ntwo-way\nno-rule halt\nq 0 -> h 1 R\n' >unread.tm
for notation in tm tmsim morphett bb tmio ft nju jff; do
    run convert unread.tm --to $notation
    case $notation in
    tm | ft | nju) check "nothing is lost" [ "$status" = 0 ] && check "nothing is told" [ ! -s err ] ;;
    bb) check "dashes where it halts" [ "$(cat out)" = ---2RZ------ ] ;;
    *) check "lost unseen" grep -q "'2' is missing" err && check "not lost" [ "$(grep -c missing err)" = 1 ] ;;
    esac
done

# Lists of busy beavers.
printf '# a list\n1RB1LB_1LA1RZ  6 4\n\n1RB 1LB  1LA 1RZ ; the same\n1RB1LB 1LA---,halts\n' >list.txt
tells <<'TABLE'
convert list.txt --line 2 --to bb => 0 1RB1LB_1LA1RZ
convert list.txt --line 4 --to bb => 0 1RB1LB_1LA1RZ
convert list.txt --line 5 --to bb => 0 1RB1LB_1LA1RZ
convert '1RB1LB_1LA1RZ, halts' --to bb => 0 1RB1LB_1LA1RZ
convert '1RB1LB_1LA1RZ;halts' --to bb => 0 1RB1LB_1LA1RZ
TABLE

# Two words with a blank between; as .tm too.  Not so in a machine with a left end.
printf '0 1 x r 0\n0 _ x r q\nq 1 1 r q\nq _ _ * halt\n' >gap.txt
run convert gap.txt
cp out gap.tm
for file in gap.txt gap.tm; do
    run run $file '11 1'
    said_is 0 xxx1 '*'
done
grep -v two-way gap.tm >left.tm
run run left.tm '11 1'
said_is 2 '' "*character 3: ' ' is not an input symbol*"

# What marks the head on the site is no symbol, whatever wildcards match.
printf '0 * * r 0\n0 _ 1 r halt\n' >letters.txt
run run letters.txt 'ü*b'
said_is 2 '' "*character 2: '?' is no symbol*head starts, in cell 1;*--head*"
run run gap.txt '*1'
said_is 2 '' "*character 1: '?' is no symbol*head starts, in cell 0;*--head*"
run run letters.txt 'üb' --head 1
said_is 0 'üb1' '*'

# Machines of JFLAP with building blocks that are none; sets that name the same twice.
sed 's/>turing</>turingbb</' count.jff >blocks.jff
sed 's/^#\([SG]\) = {\(.*\)}/#\1 = {\2,0}/; s/^#Q = {\(.*\)}/#Q = {\1,0}/' count.nju >twice.nju
check "not twice" [ "$(grep -c ',0}$' twice.nju)" = 3 ]
run convert count.jff
cp out want
run convert blocks.jff
check "as count.jff" cmp -s out want
run convert count.nju
cp out want
run convert twice.nju
check "as count.nju" cmp -s out want

# Wildcards of nju: any symbol but the blank; the same symbol where they are written.
cat >shift.nju <<'END'
#Q = {0,end,back,h}
#S = {}
#G = {_,a,b}
#q0 = 0
#B = _
#F = {h}
#N = 2
0 *_ *a r* 0
0 a* a* rr 0    ; more exact, on the other tape
0 *b *b rr 0    ; as exact as the line before, which decides
0 ** *b rl 0
0 __ __ l* end
0 _a _a l* end
0 _b _b l* end
end *a ba l* back
end *b ab *r h
back ** ** l* back
back *_ *_ l* back
back __ __ r* h
END
cat >shift.tm <<'END'
tapes 2
blank _
input a b
start 0
halt h
two-way
no-rule halt
0 a _ -> 0 a a R S
0 b _ -> 0 b a R S
0 a a -> 0 a a R R
0 a b -> 0 a b R R
0 b b -> 0 b b R R
0 b a -> 0 b b R L
0 _ _ -> end _ _ L S
0 _ a -> end _ a L S
0 _ b -> end _ b L S
end a a -> back b a L S
end b a -> back b a L S
end a b -> h a b S R
end b b -> h a b S R
back a a -> back a a L S
back a b -> back a b L S
back b a -> back b a L S
back b b -> back b b L S
back a _ -> back a _ L S
back b _ -> back b _ L S
back _ _ -> h _ _ R S
END
run convert shift.nju
check "wildcards" cmp -s out shift.tm

# Names with blanks are told apart on tapes as in words.
printf 'tapes 1\nblank _\ninput 1\nstart q\nhalt h\nq 1 -> q x%%20y R\nq _ -> h 0%%200 S\n' >wide.tm
run run wide.tm 11
said_is 0 'x%20y x%20y 0%200' '*'

# U+FFFE and U+FFFF are in no XML, and in YAML and JSON only as escapes.
printf 'tapes 1\nblank _\ninput 1\nstart a%%EF%%BF%%BFb\nhalt h%%EF%%BF%%BE\ntwo-way\na%%EF%%BF%%BFb 1 -> c%%EF%%BF%%BEd 1 R\nc%%EF%%BF%%BEd 1 -> a%%EF%%BF%%BFb 1 R\nc%%EF%%BF%%BEd _ -> h%%EF%%BF%%BE 1 R\na%%EF%%BF%%BFb _ -> h%%EF%%BF%%BE 1 R\n' >nowhere.tm
for notation in tm tmsim morphett bb tmio ft nju jff; do
    run convert nowhere.tm --to $notation
    cp out nowhere.$notation
    run run nowhere.$notation --from $notation 111 --output tape
    said_is 0 1111 '*'
done
printf 'tapes 1\nblank _\ninput 1 %%EF%%BF%%BF\nstart q\nhalt h\ntwo-way\nq 1 -> h %%EF%%BF%%BF R\n' >symbol.tm
for notation in tmio ft; do
    run convert symbol.tm --to $notation
    cp out symbol.$notation
    run convert symbol.$notation --to tm
    check "U+FFFF as a symbol in $notation" grep -q -- '1 -> .* %EF%BF%BF R' out
done

# A line means nothing in these.
for notation in ft jff tmio; do
    case $notation in
    ft) tr '\n' ' ' <count.ft ;;
    jff) tr '\n' ' ' <count.jff ;;
    tmio) cat count.tmio ;;
    esac >long.$notation
    # White space, or a comment.
    head -c 70000 /dev/zero | tr '\0' "$([ $notation = tmio ] && echo '#' || echo ' ')" >>long.$notation
    run convert count.$notation
    cp out want
    run convert long.$notation
    check "as count.$notation" cmp -s out want
done
# In the others it has a limit; what is in no notation for other reasons says so.
head -c 70000 /dev/zero | tr '\0' a >long
head -c 70000 /dev/zero | tr '\0' ' ' >blanks
head -c 70000 /dev/zero >zeros
printf '\377\376q\0' >utf16
refuses <<'TABLE'
convert long => long:1:65537: a line of more than 65536 bytes
convert blanks => blanks:1:1: the machine is missing: nothing but blanks
convert zeros => zeros:1:1: looks like binary data; not read
convert utf16 => utf16:1:1: looks like text in UTF-16*; not read
TABLE

# A machine that halts where it has no rule, and writes its blank, as a busy beaver: as many steps.
printf "blank: '0'\nstart state: A\ntable:\n  A:\n    0: {write: 1, R: B}\n  B:\n    0: {L: A}\n" >stops.yaml
run convert stops.yaml --to bb
check "dashes where it halts, 0 for the blank" [ "$(cat out)" = 1RB---_0LA--- ]
check "what they do is told" grep -q "state 'A' halts reading '1' by '---', which writes 1 and moves right" err
cp out stops.bb
for file in stops.yaml stops.bb; do
    run machine $file ''
    check "as many steps" grep -q '^steps  *3, halted' out
done

# Its blank and 0 are one column there, and an undefined cell writes 1, which has none.
printf 'tapes 1\nblank _\ninput 0\nstart a\nhalt h\ntwo-way\nno-rule halt\na _ -> b 0 R\na 0 -> b 0 R\n' >column.tm
run convert column.tm --to bb
said_is 2 '' "tmprec: bb: no rule for state 'b' reading '_', *"

# Words that mean something elsewhere, in keys, comments and names.
printf 'name: from one -> to the other\ninit: s\naccept: e\n\ns,x\ne,x,>\n' >arrow.txt
printf 'about: reads, writes, halts\n"blank": "."\n"start state" : s\ntable :\n  s:\n    x: {R: e}\n  e:\n' >keys.yaml
for file in arrow.txt keys.yaml; do
    run run $file x
    said_is 0 x "*halted in state 'e'"
done

# A run that gets stuck is shown, folded or not.
printf 'init: s\naccept: e\n\ns,x\nt,x,<\n' >stuck.txt
for options in "" "--two-way fold" "--no-rule refuse" "--no-rule refuse --two-way fold"; do
    # shellcheck disable=SC2086
    run machine stuck.txt x $options
    check "status 0" [ "$status" = 0 ]
    check "its steps" grep -q '^ *1  t' out
done

# What is perhaps a mistake.
printf 'init: q\naccept: End\nq,1\nend,1,>\nw,1\nq,1,>\n' >misspelt.txt
run machine misspelt.txt
check "a halting state that no rule enters" grep -q "^warning .*'End'.*'end'" out
check "a state that is not reached" grep -q "^warning .*'w'" out
machine reached.tm '@q 0 -> a 0 R\nq 1 -> b 1 R\na 0 -> h 0 S\nb 0 -> h 1 S\n'
run machine reached.tm
check "all states are reached" [ "$(grep -c '^warning' out)" = 0 ]
machine only.tm '@q x -> h 0 S\nq 0 -> h 0 S\n'
run machine only.tm
check "a symbol that is only read" grep -q "^warning .*never written.*'x'" out

run run misspelt.txt 1
said_is 0 1 "*halted in state 'end'; note: no rule enters*'End'*'end'*"
run verify misspelt.txt 1
check "verify warns too" grep -q "halted in state 'end'; note: no rule enters" err
run run misspelt.txt 1 --no-rule refuse
said_is 2 '' "*stuck*'End'*"

# Rows that something else separates are no text behind the machine.
refuses <<'TABLE'
convert '1RB1LB | 1LA1RZ' => 1RB1LB | 1LA1RZ:1:8: rows are separated by *not by '|'
convert '1RB 1LB / 1LA 1RZ' => 1RB 1LB / 1LA 1RZ:1:9: rows are separated by *not by '/'
convert '1RB1LB, 1LA1RZ' => 1RB1LB, 1LA1RZ:1:7: rows are separated by *not by ','
convert '1RB1LB,, ; 1LA1RZ' => 1RB1LB,, ; 1LA1RZ:1:7: rows are separated by *not by ','
convert 1RB1LB_1LA1RC,1RZ1LA => 1RB1LB_1LA1RC,1RZ1LA:1:14: rows are separated by *not by ','
TABLE
run convert '1RB1LB_1LA1RZ | as 1LB1RB_1RA1LZ, mirrored' --to bb
said_is 0 1RB1LB_1LA1RZ ''

printf 'states: [q]\ndelta: {}\n' >other.yaml
printf '<html>a -> b</html>\n' >page
printf 'blank verse is what he wrote\n' >verse
printf 'blank page\nnothing here\n' >page.txt
printf '{"transitions": [{"from": "a", "to": "b"}]}\n' >graph.json
printf 'All that glitters\nis not gold, -> is it\n' >prose
refuses <<'TABLE'
run list.txt 0 => list.txt:4:1: more than one machine; try --line N
run list.txt 0 --line 1 => list.txt:1:1: no machine
run count.txt 0 --line 2 => count.txt:2:1: *busy beavers*
run count.txt => run needs MACHINE INPUT*
convert other.yaml => other.yaml:1:1: looks like YAML*not read
convert page => page:1:1: looks like HTML*not read
convert verse => verse:1:1: no notation fits; nearest: tm *
convert page.txt => page.txt:2:1: no notation fits; nearest: tm *
convert graph.json => graph.json:1:1: looks like JSON of another program; not read
convert prose => prose:*: no notation fits; nearest: *
TABLE

finish
