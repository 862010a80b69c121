#!/bin/sh
# SPDX-License-Identifier: MIT
# --plot of machine, explain and info: SVG of tmprec's own.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

well_formed() {
    if command -v xmllint >/dev/null; then
        xmllint --noout "$1"
    elif command -v python3 >/dev/null; then
        python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$1"
    fi
}

# drawing TEXT ARGUMENT...: well-formed, the same twice, in a file as well, and TEXT is among its text
drawing() {
    text=$1
    shift
    run "$@" --plot
    judge 0 '*' ""
    cp out once
    check "not well-formed" well_formed once
    check "no text $text" grep -q -F -- "$text" once
    run "$@" --plot -o twice.svg
    judge 0 "" ""
    check "other bytes in the file" cmp -s once twice.svg
}

machine 'a&b<.tm' '@q _ -> <& 0 R\n<& _ -> h 1 S\n'
drawing "third on '110': " machine third 110
drawing "'1101': " machine counter:1101 add:11+1
drawing '>&lt;&amp;<' machine 'a&b<.tm' ''
drawing 'what heads attend at token 8' explain third 110 --token 8
drawing '7.0  prev_head[1] ← head[1]' explain third 110 --token 8
drawing 'tokens not shown' explain mul '1011*100' --token 600 --all
drawing 'prev_head[1] · 6' info third -r 6
drawing 'next_cell_sym[2]' info add -r 16 --mode scot
drawing 'tells input symbols from output symbols; points at the tokens before' info third -r 4
drawing '<title>layer 2, outp_pos; heads: 1<' info third -r 4
# A neuron of the table for each of its nine transitions.
drawing '; neurons of TABLE: 9<' info third -r 4
check "other kinds" [ "$(grep -o 'neurons of [A-Z][A-Z]*' once | sort -u | cut -d ' ' -f 3 | paste -s -d ' ' -)" = "COPY MAP MOVE SUB TABLE ZERO" ]

# Each key that a head attends has its weight, one part of as many as tie.
run explain counter 1101 --token 9 --json
sed -n '/"adds": true/s/.*"attended": \[\([^]]*\)\].*/\1/p' out | awk -F , '{ for (k = 1; k <= NF; k++) print NF == 1 ? "1" : "1/" NF }' | sort >want
run explain counter 1101 --token 9 --plot
sed -n 's/^<text .* text-anchor="middle".*>\(1\|1\/[0-9]*\)<\/text>$/\1/p' out | sort >got
check "not one, two and three keys" [ "$(uniq want | paste -s -d ' ' -)" = "1 1/2 1/3" ]
check "other weights" cmp -s got want

# outside FILE: texts whose anchor is their end and that begin left of the picture, or that end right of it, at 0.4 of their size a
# character, which is less than any font has on the mean
outside() {
    sed -n -e 's/.* width="\([0-9]*\)".*/width \1/p' -e 's/^<text x="\([0-9]*\)" y="[0-9]*"\([^>]*\)>\(.*\)<\/text>$/\1|\2|\3/p' "$1" | awk -F '|' '
        /^width / { if (!width) { split($0, word, " "); width = word[2] } next }
        { size = match($2, /font-size="[0-9]+/) ? substr($2, RSTART + 11, RLENGTH - 11) : 14
          long = 0.4 * size * length($3) }
        $2 ~ /"end"/ && $1 < long || $2 !~ /"end"|"middle"|transform/ && $1 + long > width { print $3 }'
}
for r in 4 6 8 16; do
    for mode in cot scot; do
        run info add -r $r --mode $mode --plot
        check "text outside of the picture" is "" "$(outside out)"
    done
done

# cells FILE: from the areas of the only tape, a line a row; a blank is a dot, symbols are 0 and 1 in black and orange
cells() {
    sed -n 's/^<path fill="\(#[0-9a-f]*\)" d="\(.*\)"\/>$/\1 \2/p' "$1" | awk '
        /^#d55e00/ { next }
        { symbol = $1 == "#000000" ? "0" : "1"; sub(/^[^ ]* /, ""); n = split($0, area, "z")
          for (i = 1; i < n; i++) {
            split(area[i], part, /[Mhv ]+/)
            for (y = part[3]; y < part[3] + part[5]; y++) for (x = part[2]; x < part[2] + part[4]; x++) at[x, y] = symbol
            if (part[3] + part[5] > rows) rows = part[3] + part[5]
          } }
        END { for (y = 0; y < rows; y++) { line = ""; for (x = 0; x < wide; x++) line = line ((x, y) in at ? at[x, y] : "."); print line } }' wide="$2" -
}
# The same from the text that `machine` prints.
tape() { sed -n 's/^ *[0-9]\{1,\}  [A-Za-z0-9]\{1,\} *//p' "$1" | tr -d '[]| ' | tr _ .; }
compare() {
    run machine "$1" "$2" --steps 600
    tape out >want
    run machine "$1" "$2" --plot
    cells out "$(awk '{ print length($0) }' want | sort -n | tail -n 1)" >got
    check "no cells" [ "$(wc -l <want)" -gt 5 ]
    check "the picture has other cells than the text" cmp -s got want
    labels out >got
    run machine "$1" "$2" --steps 600
    steps out >want
    check "the picture of rows has other labels than the text" cmp -s got want
}

# labels FILE: the text beside and in each row of the only tape; the symbol in the frame of the head is in brackets
labels() {
    tr -s '<>="/' '     ' <"$1" | awk '
        $1 == "rect" && / stroke-width 2 / { x = $3; y = $5; wide = $7; high = $9; heads++; left[heads] = x; right[heads] = x + wide; top[heads] = y; bottom[heads] = y + high }
        $1 == "text" && / text-anchor end / && $(NF - 1) ~ /^[0-9]+$/ { rows++; at[rows] = $5; step[rows] = $(NF - 1) }
        $1 == "text" && !/ text-anchor / { state[$5] = $(NF - 1) }
        $1 == "text" && / text-anchor middle / { texts++; of[texts] = $5; middle[texts] = $3; symbol[texts] = $(NF - 1) }
        END { for (r = 1; r <= rows; r++) {
                line = step[r] " " state[at[r]] " "
                for (t = 1; t <= texts; t++) if (of[t] == at[r]) {
                    shown = symbol[t]
                    for (h = 1; h <= heads; h++)
                        if (left[h] < middle[t] && middle[t] < right[h] && top[h] < of[t] && of[t] < bottom[h]) shown = "[" shown "]"
                    line = line shown
                }
                print line } }'
}
steps() { awk '$1 ~ /^[0-9]+$/ && NF > 2 { line = $0; sub(/^ *[^ ]+ +[^ ]+ +/, "", line); gsub(/[ |]/, "", line); print $1, $2, line }' "$1"; }

# reaching FILE: names of states that reach into the tape, at 0.4 of their size a character
reaching() {
    tr -s '<>="/()' '       ' <"$1" | awk '
        $1 == "g" && $3 == "translate" { left = $4; top = $5 }
        $1 == "text" && !/ text-anchor / { names++; at[names] = $3; y[names] = $5; long[names] = 0.4 * $7 * length($(NF - 1)); name[names] = $(NF - 1) }
        END { for (n = 1; n <= names; n++) if (y[n] > top && at[n] + long[n] > left) print name[n] }'
}

# says_where IS_LEFT: whether cell 0 is marked, and the note says so
says_where() {
    grep -q 'The line stands' out
    check "the note on cell 0" [ $? = "$1" ]
    grep -q '^<path d="M[0-9]* [0-9]*L[0-9]* [0-9]*" stroke="#555555"' out
    check "the line at cell 0" [ $? = "$1" ]
}
machine walk.tm 'two-way\ntapes 1\nblank _\ninput 0 1\nstart q\nhalt h\nq _ -> a 1 R\na _ -> b 0 L\nb 1 -> c 0 L\nc _ -> d 1 L\nd _ -> e 0 R\ne 1 -> e 1 R\ne 0 -> f 1 R\nf 0 -> h 0 S\n'
compare flip.tm 011010
compare walk.tm ''
compare third 110110
run machine walk.tm '' --plot
says_where 0
run machine third 110110 --plot
says_where 1
check "a state in the tape" is "" "$(reaching out)"

# More steps and cells than a picture has: what a pixel is, and no more than a picture is.
run machine bb5 '' --plot
judge 0 '*' ""
check "not what a row is" grep -q 'Every 1,667th step' out
check "not what a column is" grep -q 'A column is 5 cells' out
check "not as far as it goes" grep -q 'the first 1,000,000 steps' out
check "larger than a picture" [ "$(wc -c <out)" -lt 400000 ]
run machine loops.tm 1 --plot --steps 3
check "more than the first steps" grep -q 'the first 3 steps' out

refuses <<'TABLE'
machine third 110 --plot -o x.jpeg => x.jpeg: which format?*
machine third:110 --plot -o '' => *which format?*
machine third:2 --plot => *
machine third 2 --plot => *
machine nothing:1 --plot => *
machine third --plot => machine --plot needs INPUT*
machine third 110 -o x.svg => -o goes with --plot*
info third -r 4 -o x.svg => -o goes with --plot*
info third --plot => info needs INPUT or -r
info third -r 5 --plot => -r*
explain third 110 --plot => explain needs --token*
explain third 110 --token 99 --plot => token 99*
machine third 110 --plot -o no/such/x.svg => no/such/x.svg*
machine a: b: c: d: e: f: g: h: i: j: k: l: m: n: o: p: q: --plot => 17 machines*
TABLE
mkdir none
echo precious >kept.pdf
PATH=$work/none "$TMPREC" machine third 110 --plot -o kept.pdf >out 2>err
status=$?
said='machine --plot -o kept.pdf without rsvg-convert'
judge 2 "" 'kept.pdf: rsvg-convert is not there*'
check "the file is not as it was" [ "$(cat kept.pdf)" = precious ]

finish
