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
tells <<'TABLE'
run odd.yaml => 0 %%%%^
run odd.yaml / => 0 %%
TABLE
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

printf 'states: [q]\ndelta: {}\n' >other.yaml
printf '<html>a -> b</html>\n' >page
printf 'All that glitters\nis not gold, -> is it\n' >prose
refuses <<'TABLE'
run list.txt 0 => list.txt:4:1: more than one machine; try --line N
run list.txt 0 --line 1 => list.txt:1:1: no machine
run count.txt 0 --line 2 => count.txt:2:1: *busy beavers*
run count.txt => run needs MACHINE INPUT*
run misspelt.txt 1 => *stuck*'End'*
convert other.yaml => other.yaml:1:1: looks like YAML*not read
convert page => page:1:1: looks like HTML*not read
convert prose => prose:*: no notation fits; nearest: *
TABLE

finish
