#!/bin/sh
# SPDX-License-Identifier: MIT
# plot: figures of CSV through gnuplot, whose text is hostile.
# Environment: as common.sh says. Without gnuplot only scripts and refusals are tested.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

has_gnuplot=
if command -v gnuplot >/dev/null; then
    has_gnuplot=yes
fi

# well_formed FILE
well_formed() {
    if command -v xmllint >/dev/null; then
        xmllint --noout "$1"
    elif command -v python3 >/dev/null; then
        python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$1"
    fi
}

# shows TEXT FILE: some text of the SVG is, or contains, TEXT
shows() { grep -q -F -- "$1" "$2"; }

# crlf: lines end as tmprec ends them
crlf() { sed 's/$/\r/'; }

curves='machine,input,mode,r,n,layers,width,sites,family,round,beta,least_exact,exact_from,holes,unknown'
crlf >curves.csv <<END
$curves
a,1,cot,4,10,18,143,act+attn,fixed,rne,7.5,3,3,,
a,11,cot,6,3964,18,143,act+attn,fixed,rne,9.5,4,6,5,
b,1,cot,4,10,18,143,act+attn,fixed,rne,7.5,3,3,,9
b,11,cot,6,4096,18,143,act+attn,fixed,rne,9.5,4,4,,
a,1,cot,4,10,18,143,act+attn,mpfr,rne,7.5,,,,
b,1,cot,4,10,18,143,act+attn,mpfr,rne,7.5,2,2,,
END
printf '%s\r\n' steps,family,n,beta,least_exact,exact_from,holes,certified_bits 5,fixed,20,1,3,4,,7 9,fixed,90,1,5,5,,8 >certified.csv
crlf >cells.csv <<END
machine,input,mode,r,n,family,bits,beta,exact,certified
a,1,cot,4,10,fixed,3,7.5,1,1
a,1,cot,4,10,fixed,4,7.5,0,0
a,2,cot,4,20,fixed,3,7.5,1,0
a,2,cot,4,20,fixed,4,7.5,unknown,0
a,3,cot,4,20,fixed,3,7.5,0,0
END
crlf >betas.csv <<END
machine,input,family,format,bits,n,least_exact,exact_from,holes,unknown
a,1,fixed,fixed:1.2,4,10,5.5,7.5,6.75..7.25,
a,1,fixed,fixed:1.3,5,10,6.5,6.5,,
END
crlf >front.csv <<END
machine,input,family,bits,total_bits
a,1,fixed,act=4+attn=5,9
a,1,fixed,act=5+attn=4,9
a,2,fixed,act=2/3+attn=4/5,14
END
crlf >margins.csv <<END
layer,head,gap,leak,needs,slack
1,0,2,0.001,0.5,1.5
1,1,1,1e-06,0.4,0.6
2,,7,,,
END
crlf >rates.csv <<END
noise,failures,trials,low,high,unknown
0.1,0,100,0,0.036,0
0.2,3,100,0.006,0.085,0
0.4,30,100,0.2,0.6,9
END

# Two curves that cross, and one above both that is longer.
crlf >crossing.csv <<END
curve,noise,failures,trials,low,high
one,1,1,100,0,0.05
one,2,20,100,0.13,0.3
one,3,50,100,0.4,0.6
two,3,20,100,0.13,0.3
two,1,20,100,0.13,0.3
two,2,15,100,0.09,0.24
all,1,90,100,0.8,0.95
all,2,90,100,0.8,0.95
all,3,90,100,0.8,0.95
all,4,1,100,0,0.05
END

crlf >errors.csv <<END
machine,arithmetic,layer,part,error
a,act=p:8,1,attention,0
a,act=p:8,1,neurons,0.25
a,act=p:8,2,attention,inf
a,act=p:8,2,neurons,1e-05
a,act=p:9,1,neurons,0.125
END
crlf >runs.csv <<END
machine,mode,steps,n,tokens,parameters
a,cot,100,250,250,2000000
a,scot,100,60,400,3000000
b,cot,90000,200000,200000,70000000
b,scot,90000,70,300000,3000000
END

# Formats by name: of fewer bits below, and without bits on top.
crlf >named.csv <<END
machine,input,mode,r,n,family,format,bits,beta,exact
a,1,cot,4,10,named,exact,,,1
a,1,cot,4,10,named,fp16,16,7.5,1
a,1,cot,4,10,named,int4,4,7.5,0
a,2,cot,6,40,named,fp16,16,9.5,unknown
a,2,cot,6,40,named,int4,4,9.5,0
END

# --- Scripts ------------------------------------------------------------------

# script FILE TEXT...: the script of the file has each text
script() {
    run plot --script "$1"
    judge 0 '*' ""
    shift
    for text in "$@"; do
        check "the script has no $text" shows "$text" out
    done
}

script curves.csv "set label 2 'measured'" "'fixed: 6 bits are enough up to 3,964 tokens'" "'mpfr: for 1 of 2 curves no swept number of bits is enough'" \
    "'none of those swept is exact'" "'unknown'" '3964 4 4 4' '3964 5 5 5' '10 9 9 9' 'set logscale x 2'
check "a hole is where none is" [ "$(grep -c '^3964 5 5 5$' out)" = 1 ]
# Where one curve ends long before another, the finding is not said to hold up to its end.
printf '%s\r\n' "$curves" 'a,1,cot,4,8,1,1,x,fixed,rne,7,3,3,,' 'b,1,cot,4,16,1,1,x,fixed,rne,7,5,5,,' >near.csv
# Marks of a legend stand side by side, each behind the one before with its text.
run sweep counter:1101 --bits 4..6 --family fixed
cp out beside.csv
run plot --script beside.csv
sed -n "s/^set label [0-9]* '\(.*\)' at screen \([^,]*\),\([^ ]*\) .* point .*/\2 \3 \1/p" out >marks
check "no two marks" [ "$(wc -l <marks)" = 2 ]
check "marks one upon the other" awk '$2 == line && $1 < end { bad = 1 } { line = $2; end = $1 + 0.005 * (length($0) - length($1) - length($2) - 2); if ($1 < 0 || end > 1) bad = 1 } END { exit bad }' marks
script near.csv "'fixed: 5 bits are enough up to 8 tokens'"
sed 's/,16,/,17,/' near.csv >far.csv
script far.csv "'fixed: 5 bits are enough in all these runs'"
# Runs of holes have two ends, and what follows them counts. Where less is exact and the largest number is not, the title says so.
printf '%s\r\n' "$curves" 'a,1,cot,4,8,1,1,x,fixed,rne,7,3,,5..7;9..12,' >ends.csv
script ends.csv "'fixed: for 1 of 1 curves the most bits are not exact'" '8 5 5 7' '8 9 9 12'
sed 's/9..12,/9,12/' ends.csv >open.csv
script open.csv "'fixed: for 1 of 1 curves the most bits are not known" "exact'" '8 9 9 9' '8 12 12 12'
sed 's/^steps/rewrites/' certified.csv >rewrites.csv
run plot --script --x rewrites rewrites.csv
judge 0 '*' ""
check "no rewrites across" shows "'fixed: 5 bits are enough up to 9 rewrites (certified: 8)'" out
check "rewrites are not on a logarithmic axis" shows 'set logscale x 2' out
script certified.csv "'fixed: 5 bits are enough up to 90 tokens (certified: 8)'" '20 7 7 7'
run plot --script --x steps certified.csv
judge 0 '*' ""
check "no steps across" shows "'fixed: 5 bits are enough up to 9 steps (certified: 8)'" out
check "no contexts" shows '9 90 90 90' out
run plot --script curves.csv curves.csv
judge 0 '*' ""
check "several sweeps may end at different numbers" shows "'fixed: exact from at most 6 bits on up to 3,964 tokens'" out
# Ticks of logarithmic axes: powers of 2, the ends of an axis without them, and powers too long for a number.
printf '%s\r\n' "$curves" a,1,cot,4,10,1,1,x,fixed,rne,7,3,3,, >ten.csv
script ten.csv "set xtics nomirror ('10' 10)"
printf '%s\r\n' "$curves" a,1,cot,4,8,1,1,x,fixed,rne,7,3,3,, a,2,cot,4,1048576,1,1,x,fixed,rne,7,3,3,, >long.csv
script long.csv "xtics nomirror (8, 64, 512, 4096, 32768, '2^18' 262144)"
script cells.csv "'a fixed: 2 of 5 cells exact, 1 unknown'" "'where several runs have one place, the worst is shown'" '10 3 3 3' \
    "'exact and certified'"
# 20, 3 is exact for one input and not for another
check "the worst of a place is not what is shown" [ "$(grep -c '^20 3 3 3$' out)" = 1 ]
check "an exact cell without certificate is left" is "*'not exact'*" "$(cat out)"
check "a mark that does not occur is explained" [ "$(grep -c "'exact'" out)" = 0 ]
script named.csv "'a named: 2 of 5 cells exact, 1 unknown'" "set ytics nomirror ('exact' 2, 'fp16' 1, 'int4' 0)" '10 2 2 2' '40 1 1 1' '40 0 0 0'
script betas.csv "'fixed: exact from beta 7.5 on'" '4 6.75 6.75 7.25' "'bits of the format'"
script front.csv "'a 1: least sum of bits fixed act=4+attn=5'" '4 5 5 5' "'attn 2' 3" '3 5 5 5'
script margins.csv "'least gap 1, in layer 1, head 1; least slack 0.6, in layer'" "'1, head 1'" "'2' 2"
script rates.csv "'How often runs fail'" '0.2 0.03 0.006 0.085' '0.4 0.2 0.2 0.6' "'noise'"
script errors.csv "'Activations are off by at most 0.25, in layer 1'" '1.5 0.25 0.25 0.25' '1.5 0.125 0.125 0.125' "'act=p:9'" 'set logscale y 10'
check "0 or infinity on a logarithmic axis" [ "$(grep -c -e '^1 0 ' -e '^2 inf' out)" = 0 ]
script runs.csv "'The longest context: at most 200,000 without summaries, 70'" '90000 200000 200000 200000' "'parameters'" "'10k' 10000" \
    "'with summaries'" "'5M' 5000000"
for file in cells.csv front.csv margins.csv errors.csv; do
    run plot --script --x n $file
    judge 2 "" "the figure of * has axes of its own: 'n' cannot be one"
done
run plot --script --x n runs.csv
judge 0 '*' ""
check "not against n" shows '200000 200000 200000 200000' out
script crossing.csv "'From 2 on, two fails least often, all most often'"
grep -v '^all' crossing.csv >both.csv
script both.csv "'From 2 on, two fails least often, one most often'"
grep -v '^one,3' both.csv >shorter.csv
script shorter.csv "'one fails least often, two most often'"
grep -v '^two,1' crossing.csv >later.csv
script later.csv "'two fails least often, all most often'"
# At no place apart; and apart where the sum of the rates says otherwise.
sed 's/,0.4,/,0.3,/' both.csv | grep -v ',1,' >together.csv
script together.csv "'How often runs fail'"
sed 's/,0.4,/,0.3,/' both.csv >sums.csv
script sums.csv "'How often runs fail'"
# Successes, the other way round.
tr -d '\r' <crossing.csv | awk -F , -v OFS=, 'NR == 1 { $3 = "successes" } NR > 1 { $3 = 100 - $3; low = 1 - $6; $6 = 1 - $5; $5 = low } 1' | crlf >right.csv
script right.csv "'From 2 on, two succeeds most often, all least often'" "'rate of successes'"
grep '^all,4\|^curve' right.csv | sed 's/,99,/,100,/' >all.csv
script all.csv "'Every trial succeeded; no interval begins below 0.95'"
grep -v '^0.[24]' rates.csv >none.csv
script none.csv "'No trial failed; no interval goes beyond 0.036'"

# A sweep's own columns, in one line of the shell.
# shellcheck disable=SC2086
"$TMPREC" sweep reverse:11 --bits 3..5 --family fixed --minimum | "$TMPREC" plot - --script >out 2>err
status=$?
said='sweep | plot'
judge 0 '*' ""
check "the output is not that" is "*'fixed: 5 bits are enough up to*" "$(cat out)"
"$TMPREC" sweep reverse:11 --bits 3..5 --family fixed | "$TMPREC" plot - --script >out 2>err
status=$?
judge 0 '*' ""
check "the output is not that" is "*'reverse fixed: 1 of 3 cells exact'*" "$(cat out)"
"$TMPREC" sweep counter:1101 --bits 2..5 --family fixed --per-site | "$TMPREC" plot - --script >out 2>err
status=$?
judge 0 '*' ""
check "the output is not that" is "*least sum of bits fixed act=*" "$(cat out)"
"$TMPREC" margins third 110 --act fixed:1.0 --attn p:2 | "$TMPREC" plot - --script >out 2>err
status=$?
judge 0 '*' ""
check "the output is not that" is "*least gap *" "$(cat out)"
# Rows that a sweep refused are counted.
"$TMPREC" sweep reverse:11 missing.tm:1 --keep-going --bits 3..5 --family fixed --minimum 2>left.out | "$TMPREC" plot - --script >out 2>err
status=$?
judge 0 '*' ""
check "the output is not that" is "*'1 row refused by the sweep is not drawn'*" "$(cat out)"

# --- Refusals -----------------------------------------------------------------

printf 'what,value\r\na,1\r\n' >strange.csv
printf '%s\r\n' "$curves" >header.csv
: >empty.csv
printf '%s\r\na,1,cot\r\n' "$curves" >short.csv
printf '%s\r\na,1,cot,4,10,18,143,act+attn,fixed,rne,7.5,3,3,,,,\r\n' "$curves" >long.csv
printf '%s\r\na,1,cot,4,10,18,143,act+attn,fixed,rne,7.5,3,3,,' "$curves" >cut.csv
printf '%s\r\na,"1,cot,4,10,18,143\r\n' "$curves" >quote.csv
printf 'a\0b\r\n' >nul.csv
printf '%s\r\n' layer,head,gap,leak 1,0,, >nothing.csv
sed 's/act=5+attn=4/act=5/' front.csv >sites.csv
sed 's/act=4+attn=5/act/' front.csv >bits.csv
sed 's/^a,1,cot,4/a,1,cot,1e17/; s/^a,2,cot,4,20/a,1,cot,6,10/' cells.csv >depths.csv
refuse() {
    want=$1
    shift
    run plot "$@"
    judge 2 "" "$want"
}
refuse 'no figure fits the columns what,value; these would do: *least_exact*(least bits of a sweep)*' strange.csv
refuse 'header.csv: no rows*' header.csv
refuse 'empty.csv: empty*' empty.csv
refuse 'short.csv:2:8: the row has 3 fields, the header 15*' short.csv
refuse 'long.csv:2:1: the row has 17 fields, the header 15*' long.csv
refuse 'cut.csv:2:*: the last row has no line end*' cut.csv
refuse 'quote.csv:2:*: a quote is not closed*' quote.csv
refuse 'nul.csv: not CSV: it has a NUL byte*' nul.csv
refuse 'no row has anything to draw*' nothing.csv
refuse 'row 2: other sites than row 1 has*' sites.csv
refuse 'row 1: *not like act=4+attn=5*' bits.csv
refuse 'row 1: r is 1e17, not an even number from 4 to 60*' depths.csv
refuse 'cells.csv:1:1: other columns than in the first file*' curves.csv cells.csv
refuse 'missing.csv: *' missing.csv
refuse "there is no column 'foo'*" --x foo curves.csv
refuse "there is no column 'foo'*" --x foo runs.csv
sed 1d betas.csv >rest
{
    head -n 1 betas.csv
    for machine in $(seq 61); do sed "s/^a/m$machine/" rest; done
} >many.csv
refuse '61 curves are more than*' many.csv
{
    head -n 1 cells.csv
    for machine in $(seq 41); do printf 'm%s,1,cot,4,10,fixed,3,7.5,1,1\r\n' "$machine"; done
} >many.csv
refuse '41 panels are more than*' many.csv
refuse 'margins of several files*' margins.csv margins.csv
refuse 'x.jpeg: which format?*' curves.csv -o x.jpeg
refuse 'cairolatex is two files*' curves.csv --format cairolatex
refuse "--format 'gif'*" curves.csv --format gif
refuse '(standard input): empty*' -
check "a file is left" [ "$(echo x.jpeg*)" = 'x.jpeg*' ]

# --- Without gnuplot, and with one that fails ----------------------------------

mkdir none broken killed
printf '#!/bin/sh\ncat >/dev/null\necho half\necho "line 3: no such thing" >&2\nexit 1\n' >broken/gnuplot
printf '#!/bin/sh\nkill -9 $$\n' >killed/gnuplot
chmod +x broken/gnuplot killed/gnuplot
for where in none broken killed; do
    case $where in
    none) want='gnuplot is not there: *gnuplot-nox*' ;;
    broken) want='gnuplot failed: line 3: no such thing*' ;;
    killed) want='gnuplot was ended by signal 9*' ;;
    esac
    echo precious >kept.svg
    for output in '' '-o kept.svg' '-o new.svg' '--format cairolatex -o new.tex'; do
        path=$work/$where
        [ $where = none ] || path=$path:$PATH
        # shellcheck disable=SC2086
        PATH=$path "$TMPREC" plot curves.csv $output >out 2>err
        status=$?
        said="PATH=$where tmprec plot curves.csv $output"
        judge 2 "" "$want"
            check "the file is not as it was" [ "$(cat kept.svg)" = precious ]
        check "something is left: $(echo new*)" [ "$(echo new*)" = 'new*' ]
    done
done
PATH=$work/none "$TMPREC" plot curves.csv --script >out 2>err
status=$?
judge 0 '*' ""
check "the output is not that" is "set encoding utf8*" "$(cat out)"

# --- Hostile text --------------------------------------------------------------

# As a machine, an input, and a column across. Nothing of it may reach gnuplot but as a label.
# shellcheck disable=SC2016
hostile='`touch OWNED1`
'"'"'; system "touch OWNED2"; #
"; !touch OWNED3; "
\'"'"'); system("touch OWNED4") #
%s %n 100% @foo $(touch OWNED5)
EOD
a\
{/Bold=50 x}_2^3 <script>alert(1)</script> ]]> &amp; "q"
\input{/etc/passwd} $x$ \write18{touch OWNED6} #1 ~^_%'
quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/"/""/g')"; }
{
    echo "$curves"
    printf '%s\n' "$hostile" | while IFS= read -r text; do
        echo "$(quoted "$text"),1,cot,4,10,18,143,$(quoted "$text"),fixed,rne,7.5,3,3,,"
        echo "a,1,cot,4,10,18,143,x,$(quoted "$text"),rne,7.5,3,3,,"
    done
    echo "$(quoted "$hostile"),1,cot,4,20,18,143,x,fixed,rne,7.5,4,4,,"
    printf '\377\001\033[0m\302\205,1,cot,4,20,18,143,x,fixed,rne,7.5,4,4,,\n'
} | crlf >hostile.csv
run plot --script hostile.csv
judge 0 '*' ""
# Every line that is no number is one of ours, and quotes are closed on it.
grep -v -E '^[-0-9.e+ ]*$' out | sed "s/'[^']*'//g" >bare
check "a quote is open" [ "$(grep -c "'" bare)" = 0 ]
check "hostile text outside of quotes" [ "$(grep -c -i -E 'owned|system|script|`|\\|@' bare)" = 0 ]
check "control characters" [ "$(tr -d '\n\40-\176\200-\377' <out | wc -c)" = 0 ]
printf '%s\r\n' machine,family,bits,total_bits 'a,fixed,%s %=4+attn=5/6,15' >ticks.csv
script ticks.csv "'%%s %%' 0"
for picture in tikz cairolatex; do
    run plot --script hostile.csv --format $picture
    judge 0 '*' ""
    check "LaTeX would read \\input" [ "$(grep -c -F '\input' out)" = 0 ]
    check "LaTeX would read \\write" [ "$(grep -c -F '\write' out)" = 0 ]
done
if [ -n "$has_gnuplot" ]; then
    echo 'touch OWNED7' >.gnuplot
    echo 'system "touch OWNED8"' >>.gnuplot
    for end in svg pdf png; do
        HOME=$work run plot hostile.csv -o hostile.$end
        judge 0 "" ""
    done
    check "SVG is not well-formed" well_formed hostile.svg
    # shellcheck disable=SC2016
    for text in '`touch OWNED1`' 'system "touch' '100% @foo' '{/Bold=50 x}_2^3' '&lt;script'; do
        check "SVG does not show $text" shows "$text" hostile.svg
    done
    run plot ticks.csv
    judge 0 '*' ""
    check "the name under a tick is not as it was" shows '>%s %<' out
    check "something ran: $(echo OWNED*)" [ "$(echo OWNED*)" = 'OWNED*' ]
    rm .gnuplot
fi

# --- Pictures -------------------------------------------------------------------

if [ -n "$has_gnuplot" ]; then
    for file in curves certified cells betas front margins rates errors runs; do
        run plot $file.csv
        judge 0 '*' ""
        check "the output is not that" is '<?xml*' "$(cat out)"
        cp out once
        run plot $file.csv -o twice.svg
        judge 0 "" ""
        check "other bytes the second time" cmp -s once twice.svg
        check "SVG is not well-formed" well_formed once
        check "gnuplot drew nothing" [ "$(grep -c '<path' once)" -gt 5 ]
    done
    run plot curves.csv
    check "the finding is not there" shows 'fixed: 6 bits are enough up to 3,964 tokens' out
    for end in pdf png tex; do
        run plot curves.csv -o a.$end
        judge 0 "" ""
        sleep 1
        run plot curves.csv -o b.$end
        check "other bytes a second later" cmp -s a.$end b.$end
    done
    check "no PDF" is '%PDF*' "$(head -c 5 a.pdf)"
    check "no PNG" is '?PNG*' "$(head -c 5 a.png)"
    check "no TikZ" shows 'begin{tikzpicture}' a.tex
    run plot curves.csv --format cairolatex -o pair.tex
    judge 0 "" ""
    check "the files are not there: $(echo pair*)" [ "$(echo pair*)" = 'pair.pdf pair.tex' ]
    check "LaTeX does not find the PDF" shows '{pair}' pair.tex
    refuse 'a_b.tex: LaTeX needs a name*' curves.csv --format cairolatex -o a_b.tex
fi

# Ends so far apart that their quotient and their difference are no numbers: the axes end there.
cat >apart.csv <<'END'
layer,head,out,query,key,value,gap,gap_token,ties,ties_token,nonzero,nonzero_token,leak,leak_token,needs,slack,slack_token,run_gap,run_gap_token,run_ties,run_ties_token,run_nonzero,run_nonzero_token,run_leak,run_leak_token,run_slack,run_slack_token
1,0,a,b,c,d,1.7e308,9,9,8,1,9,1.7e308,12,1.1,-0.1,12,1,9,9,8,1,9,0.1,12,-0.1,12
2,0,e,b,c,d,-1.7e308,9,9,8,1,9,4e-310,12,1.1,-0.1,12,1,9,9,8,1,9,0.1,12,-0.1,12
END
run plot apart.csv --script
judge 0 '*' ""
check "ends" [ "$(grep -c -e '\[-1.7e+308:1.7e+308\]' -e '\[4e-310:1.7e+308\]' out)" = 2 ]

finish
