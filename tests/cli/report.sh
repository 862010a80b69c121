#!/bin/sh
# SPDX-License-Identifier: MIT
# report: a page of HTML that needs nothing else, and whose text is hostile.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

has_gnuplot=
if command -v gnuplot >/dev/null; then
    has_gnuplot=yes
fi

# shows TEXT FILE
shows() { grep -q -F -- "$1" "$2"; }

# counts NUMBER TEXT FILE: how often the text is there
counts() { [ "$(grep -o -F -- "$2" "$3" | wc -l)" -eq "$1" ]; }

# Elements are closed in order and ids differ, as far as Python can tell.
is_sound() {
    command -v python3 >/dev/null || return 0
    python3 - "$1" <<'END'
import sys
from html.parser import HTMLParser
class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.bad = [], set(), []
    def handle_starttag(self, tag, attributes):
        if tag not in ('meta',):
            self.open.append(tag)
        for name, value in attributes:
            if name == 'id' and value in self.ids:
                self.bad.append('id ' + value)
            self.ids.add(value if name == 'id' else None)
            if name.startswith('on'):
                self.bad.append(name)
    def handle_startendtag(self, tag, attributes):
        pass
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append('/' + tag)
page = Page()
page.feed(open(sys.argv[1], encoding='utf-8').read())
page.close()
sys.exit('\n'.join(page.bad + page.open) or 0)
END
}

"$TMPREC" sweep reverse:11 third:110 --bits 3..5 --family fixed >cells.csv
"$TMPREC" sweep counter:1101 --bits 2..5 --family fixed --per-site >front.csv
"$TMPREC" sweep reverse:11 --bits 3..5 --family fixed --minimum >least.csv
printf 'what,value\r\na,1\r\n' >strange.csv

run report cells.csv front.csv least.csv strange.csv -o page.html
judge 0 "" ""
run report cells.csv front.csv least.csv strange.csv
judge 0 page.html ""
check "the page is not sound" is_sound page.html
for text in 'cells.csv</h2>' 'front.csv</h2>' 'reverse fixed: 1 of 3 cells exact' 'least sum of bits fixed' 'fixed: 5 bits are enough up to 23 tokens' \
    'prefers-color-scheme:dark' '@media print' 'name="viewport"' 'No figure: no figure fits the columns what,value' '<td class="n">1</td>' "default-src 'none'"; do
    check "the page has no $text" shows "$text" page.html
done
check "not one script" counts 1 '<script' page.html
check "something from elsewhere" [ "$(grep -o -E '(https?:)?//[a-z]+[.][a-z0-9.]+' page.html | grep -v -c 'http://www.w3.org')" = 0 ]
if [ -n "$has_gnuplot" ]; then
    check "not three figures" counts 3 '<figure>' page.html
    check "not three pictures" counts 3 '<svg ' page.html
fi

# Commands of rows give the rows again.
sed -n 's|.*<code>\(tmprec .*\)</code>.*|\1|p' page.html | sed "s/&#39;/'/g; s/&quot;/\"/g; s/&gt;/>/g; s/&lt;/</g; s/&amp;/\&/g" >commands
tr -d '\r' <cells.csv | sed 1d | cut -d , -f 14 >exact
check "not a command for each cell" [ "$(wc -l <commands)" -gt "$(wc -l <exact)" ]
tmprec() { $limit "$TMPREC" "$@"; }
head -n "$(wc -l <exact)" commands | while IFS= read -r line; do
    eval "$line" </dev/null | sed -n 's/^exact.//p' | head -n 1
done >again
check "commands give other verdicts: $(paste exact again)" cmp -s exact again
check "there are both verdicts" [ "$(sort -u exact | wc -l)" = 2 ]
# What is exact on a front is exact again.
sed "1,$(wc -l <exact)d" commands >of_front
check "no command for the front" [ -s of_front ]
while IFS= read -r line; do
    check "not exact: $line" eval "$line >/dev/null </dev/null"
done <of_front
"$TMPREC" sweep counter:1101 --bits 4 --family fixed --mode scot --round attn:rsr --seed 4 --steps 5 >random.csv
printf '%s\r\n' n,family,beta,least_exact,exact_from,holes,certified_bits 64,fixed,8,4,5,,5 >proved.csv
run report proved.csv
judge 0 '*' ""
check "what is measured and what is proved" grep -q '<code>least_exact</code> the least .* (measured)\..*<code>certified_bits</code> .* proved to be exact' out
check "a column that is not there is explained" [ "$(grep -c '<code>exact</code>' out)" = 0 ]
run report random.csv
check "the row's mode, steps and seed are not in its command" shows \
    '<code>tmprec verify --mode scot -r ' out
check "the row's steps and seed are not in its command" shows ' --steps 5 --seed 4 --draw 0 -- counter 1101</code>' out

# --- Without gnuplot ------------------------------------------------------------

mkdir none broken
printf '#!/bin/sh\ncat >/dev/null\necho "line 3: no such thing" >&2\nexit 1\n' >broken/gnuplot
chmod +x broken/gnuplot
PATH=$work/none "$TMPREC" report cells.csv -o none.html >out 2>err
status=$?
said='PATH=none tmprec report cells.csv'
judge 0 "" ""
check "no word about gnuplot" shows 'No figure: gnuplot is not there' none.html
check "a figure" counts 0 '<figure>' none.html
check "no rows" shows '<td>reverse</td>' none.html
check "no finding" shows 'reverse fixed: 1 of 3 cells exact' none.html
echo precious >kept.html
PATH=$work/broken:$PATH "$TMPREC" report cells.csv -o kept.html >out 2>err
status=$?
said='PATH=broken tmprec report cells.csv'
judge 2 "" 'gnuplot failed: line 3: no such thing'
check "the file is not as it was" [ "$(cat kept.html)" = precious ]

# --- Refusals -------------------------------------------------------------------

printf 'a,b\r\n1\r\n' >short.csv
run report cells.csv short.csv -o kept.html
judge 2 "" 'short.csv:2:2: the row has 1 fields, the header 2'
run report missing.csv
judge 2 "" 'missing.csv: *'
check "the file is not as it was" [ "$(cat kept.html)" = precious ]

# --- Hostile text ---------------------------------------------------------------

# As header, field, file name, label of a figure, and word of a command.
name='<script>alert(1)<!-- "x" &lt;.csv'
{
    printf 'machine,input,mode,r,n,family,bits,beta,exact,arithmetic,"<script>"\r\n'
    printf '%s,"%s",cot,4,10,fixed,3,7.5,1,%s,"%s"\r\n' "</td><script>alert(2)</script>]]>" "a'; touch OWNED; '" \
        "\$(touch OWNED)" '<!-- <svg onload=alert(3)> javascript:x'
    printf '%s,1,cot,4,10,fixed,3,7.5,1,x,\001\377\r\n' "id='gpPt1' id=\"x\" onload=x"
} >"$name"
run report "$name" "$name"
judge 0 '*' ""
cp out hostile.html
check "the page is not sound" is_sound hostile.html
check "not one script" counts 1 '<script' hostile.html
check "not one end of a script" counts 1 '</script' hostile.html
check "a comment" counts 0 '<!--' hostile.html
check "control characters" [ "$(tr -d '\t\n\40-\176\200-\377' <hostile.html | wc -c)" = 0 ]
sed -n 's|.*<code>\(tmprec .*\)</code>.*|\1|p' hostile.html | sed "s/&#39;/'/g; s/&quot;/\"/g; s/&gt;/>/g; s/&lt;/</g; s/&amp;/\&/g" >commands
check "no commands" [ -s commands ]
while IFS= read -r line; do
    eval "$line" </dev/null >/dev/null 2>&1
done <commands
check "something ran" [ ! -e OWNED ]

finish
