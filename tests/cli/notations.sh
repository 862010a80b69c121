#!/bin/sh
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

# Lists of busy beavers.
printf '# a list\n1RB1LB_1LA1RZ  6 4\n\n1RB 1LB  1LA 1RZ ; the same\n1RB1LB 1LA---,halts\n' >list.txt
tells <<'TABLE'
convert list.txt --line 2 --to bb => 0 1RB1LB_1LA1RZ
convert list.txt --line 4 --to bb => 0 1RB1LB_1LA1RZ
convert list.txt --line 5 --to bb => 0 1RB1LB_1LA1RZ
TABLE

# What is perhaps a mistake.
printf 'init: q\naccept: End\nq,1\nend,1,>\nw,1\nq,1,>\n' >misspelt.txt
run machine misspelt.txt
check "a halting state that no rule enters" grep -q "^warning .*'End'.*'end'" out
check "a state that is not reached" grep -q "^warning .*'w'" out
machine only.tm '@q x -> h 0 S\nq 0 -> h 0 S\n'
run machine only.tm
check "a symbol that is only read" grep -q "^warning .*never written.*'x'" out

run run misspelt.txt 1
said_is 0 1 "*halted in state 'end'; note: no rule enters*'End'*'end'*"
run verify misspelt.txt 1
check "verify warns too" grep -q "halted in state 'end'; note: no rule enters" err
run run misspelt.txt 1 --no-rule refuse
said_is 2 '' "*stuck*'End'*"

printf 'states: [q]\ndelta: {}\n' >other.yaml
printf '<html>a -> b</html>\n' >page
printf 'All that glitters\nis not gold, -> is it\n' >prose
refuses <<'TABLE'
run list.txt 0 => list.txt:4:1: more than one machine; try --line N
run list.txt 0 --line 1 => list.txt:1:1: no machine
run count.txt 0 --line 2 => count.txt:2:1: *busy beavers*
run count.txt => run needs MACHINE INPUT*
convert other.yaml => other.yaml:1:1: looks like YAML*not read
convert page => page:1:1: looks like HTML*not read
convert prose => prose:*: no notation fits; nearest: *
TABLE

finish
