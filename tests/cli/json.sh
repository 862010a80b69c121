#!/bin/sh
# SPDX-License-Identifier: MIT
# --json: every command that takes it prints JSON that its schema describes, and that says what the text
# says, digit for digit (tests/judge_json.py).
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

python=$(command -v python3) && "$python" -c 'import json, csv' 2>/dev/null || {
    echo "skipped: needs python3"
    finished=yes
    exit 77
}
schema=$srcdir/doc/json-schema.json
judge_json() { "$python" "$srcdir/tests/judge_json.py" "$schema" "$@"; }

# agrees_row TEXT-ARGUMENTS [=> OPTIONS OF TEXT]: the same status and messages with --json, and the same values.
# The text is that with the options more, where JSON has what they ask for.
# All are judged by one process: they are many.
pairs=0
agrees() {
    first=$((pairs + 1))
    each_row agrees_row
    set --
    for pair in $(seq $first $pairs); do
        set -- "$@" "$pair.text" "$pair.json" "$(cat "$pair.status")"
    done
    judge_json "$@" >problems 2>crash
    said=judge_json.py
    check "it crashed: $(tail -n 3 crash)" [ ! -s crash ]
    for pair in $(seq $first $pairs); do
        said="tmprec $(cat "$pair.said")"
        wrong=$(grep "^$pair.json	" problems)
        check "$wrong" [ -z "$wrong" ]
    done
}
agrees_row() {
    more=
    [ "$1" = "$2" ] || more=$2
    run_row "$1 $more"
    mv out text
    mv err text.err
    text_status=$status
    run_row "$1 --json"
    check "expected exit status $text_status" [ "$status" -eq "$text_status" ]
    check "other messages: $(cat text.err)" cmp -s err text.err
    check "refused" [ "$status" -lt 2 ]
    pairs=$((pairs + 1))
    printf '%s\n' "$1" >$pairs.said
    echo "$status" >$pairs.status
    mv text $pairs.text
    cp out $pairs.json
}

# --- What everything is compared with can fail ------------------------------------------------

# plant_fault SED-SCRIPT: in JSON, of the last command; find_faults looks for all of them
faults=0
plant_fault() {
    faults=$((faults + 1))
    sed "$1" good.json >bad$faults.json
    check "no fault: $1" eval '! cmp -s good.json bad$faults.json'
}
find_faults() {
    set --
    for fault in $(seq $faults); do
        set -- "$@" text "bad$fault.json" 1
    done
    judge_json "$@" >problems 2>crash
    for fault in $(seq $faults); do
        check "a fault was not found: $(diff good.json bad$fault.json)" grep -q "^bad$fault.json	" problems
    done
    check "it crashed: $(cat crash)" [ ! -s crash ]
}
run verify add 11+1 --format fixed:1.3
mv out text
run verify add 11+1 --format fixed:1.3 --json
cp out good.json
check "good is good" judge_json text good.json 1
plant_fault 's/"exact": false/"exact": true/'
plant_fault 's/"exact": false/"exact": 0/'
plant_fault 's/"tokens": 51/"tokens": 51.0/'
plant_fault 's/"tokens": 51/"tokens": 50/'
plant_fault 's/"tokens": 51/"tokens": NaN/'
plant_fault 's/"ties": 1/"ties": 2/'
plant_fault 's/"first_error": 48/"first_error": null/'
plant_fault 's/"first_error": 48/"first_error": "48"/'
plant_fault '/"first_error"/d'
plant_fault 's/"tokens": 51/&, "more": 1/'
plant_fault 's/"tokens": 51/&, "tokens": 51/'
plant_fault 's/sym:0/sym:1/'
plant_fault 's/"schema": 1/"schema": 2/'
plant_fault 's/"verify"/"explain"/'
plant_fault 's/"halt"$/"halt",/'
plant_fault 's/"halt"$/"ha\t"/'
plant_fault "s/\"halt\"\$/\"$(printf '\377')\"/"
find_faults

# --- Every command, several machines and arithmetics ------------------------------------------

agrees <<'END'
machines
formats
formats e4m3fn fixed:1.6 posit8 int4 real p:53
formats e15m112 p:5000 fixed:500.600 e30m1 e5m2b1073741823
formats --values
formats --values int3 e2m1fn
formats e4m3fn
formats mxfp4
formats p:3
formats int4
formats real
round e4m3fn,int4,p:3,fp64 0.1 1/3 -0 -inf nan 1e300 -1e-300
round posit8,fixed:2.3 7 1e6 --round rsr,rto --overflow nan
round e4m3fn,int4,posit8 --pattern 0x7 8 0b101
which third:110
which third:110 --acc fp16 --round acc:rtz --jobs 1 --mode scot --sites attn
info add 11+1
info add -r 60
info mul -r 60 --mode scot
info bb3 '' --two-way fold
verify add 11+1
verify parity 1101 --format fp16
verify counter 1101 --act fixed:1.0 --attn fixed:1.0 --activations
verify counter 1101 --act fixed:1.1 --attn fixed:1.5 --activations
verify counter 1011 --format mpfr:1 --round raz --beta 0.25
verify counter 1011 --format mpfr:1 --round raz --beta 0.25 --activations
verify add 1+1 --format mpfr:fp16 --beta 60000
verify copy 10 --mode scot --steps 8
locate add 11+1
locate add 11+1 --format fixed:1.3
locate third 110 --format real --beta 2
locate third 110 --format mpfr:2
locate third 1 --format mxfp4
locate counter 1011 --format mpfr:1 --round raz --beta 0.25
locate counter 1101 --format fixed:1.3 --noise attn:uniform:9
margins add 11+1
margins counter 1101 --act fixed:1.0 --attn p:1 --beta 5
margins counter 1101 --act fixed:1.0 --attn fixed:1.0 --beta 5
margins copy 10 --mode scot --format bf16
margins copy 10 --mode scot --format bf16 --errors
bound -r 8 --act fixed:1.0 --attn p:1
bound -n 1152921504606846975 --act fixed:1.0 --attn p:1
bound -n 1000000 --mode scot --act fixed:1.0 --attn fixed:1.18
bound counter 1101 --act fixed:1.0 --attn e4m3 --beta 6
bound counter -r 10 --format bf16
bound -r 8
bound -r 60 --format fp16
bound -r 8 --format mpfr:24 --round rtz
bound -r 10 --least bits --family fixed --sites attn --act fixed:1.0
bound -r 10 --least bits --family mpfr
trials counter 1101 --format fixed:1.4 --round attn:rsr --trials 30
trials counter 1101 --act fixed:1.0 --noise attn:uniform:0.2 --trials 10
trials counter 1011 --format mpfr:1 --round raz --beta 0.25 --trials 3
trials counter 1101 --act fixed:1.0 --attn p:24 --noise attn:uniform:0.2 --largest --trials 3
trials counter 1101 --format fixed:1.1 --noise attn:uniform:0.2 --largest --trials 3
trace third 110
trace copy 10 --mode scot
trace copy 10 --mode scot --steps 8
run add 11+1 => --output all
run copy 10 --mode scot => --output all
run bb3 '' --two-way fold => --output all
run third 110 --steps 2 => --output all
run copy 10 --mode scot --tokens
run add 11+1 --format fixed:1.3
run add 1+1 --format real --beta 3 --tokens
run counter 1011 --format mpfr:1 --round raz --beta 0.25
explain counter 1101 --token 8 => --all
explain add 1+1 --mode scot --token 20 => --all
explain third 110 --token 0 => --all
machine third 110
machine add
machine mul '10*11' --steps 5
machine bb2 ''
machine bb2 '' --two-way fold
machine stuck.tm 01
machine loops.tm 01 --max-steps 70
machine loops.tm 01 --max-steps 7 --steps 0
sweep third: reverse:11 reverse:110101 --bits 2..5
sweep third:110 --bits 3,4 --certify --mode cot,scot
sweep counter:11000001 --bits 2..9 --family fixed --minimum
sweep reverse:11 --bits 4,5 --family mpfr --beta 5..8:0.25 --minimum beta --certify
sweep counter:11000001 --bits 4..10 --family fixed,float --per-site
sweep counter:11000001 --bits 2,3 --family fixed --per-site
sweep third:110 nowhere.tm:1 third:x --bits 4 --keep-going
sweep counter:11000001 --bits 6 --family mpfr --plain --cell-memory 1
sweep odometer:01 --bits 8 --round attn:rsr --family float --seed 7 --draw 3
sweep third: --bits 4,6 --dry-run --jobs 1
sweep third: --bits 4,6 --dry-run --memory 1
END

# --- Empty tables, certificates, unknown numbers of rows -----------------------------------------

run sweep counter:11000001 --bits 2,3 --family fixed --per-site --json
check "an empty array" grep -q '"rows": \[\]$' out
run bound -n 1152921504606846975 --act fixed:1.0 --attn p:1 --json
check "what binary64 cannot hold is a string" grep -q '"n": "1152921504606846975"' out
run formats --table e15m112 --json
check "also beyond its range" grep -q '"largest": "1.18973e+4932"' out
run verify counter 1011 --format mpfr:1 --round raz --beta 0.25 --json
check "unknown" grep -q '"exact": "unknown"' out
run margins third 110 --json
check "infinities" grep -Eq '"needs": (0|"inf")' out

run bound -r 8 --act fixed:1.0 --attn p:2 -o claim.txt --json
judge 0 '*' ""
sed 's/^ties	113/ties	112/' claim.txt >forged.txt
agrees <<'END'
check claim.txt
check forged.txt
END
run check forged.txt --json
check "why" grep -q '"why": "forged.txt:9: ' out

# Parts of a sweep, some of whose rows say what was refused.
for part in 1 2; do
    run sweep third:110 nowhere.tm:1 third:x --bits 3,4 --certify --keep-going --shard $part/2 -o part$part.csv
    run sweep counter:11000001 --bits 2..5 --family fixed --minimum --shard $part/2 -o least$part.csv
    run sweep counter:11000001 --bits 4..6 --family float --per-site --shard $part/2 -o front$part.csv
done
agrees <<'END'
merge part2.csv part1.csv
merge least1.csv least2.csv
merge front1.csv front2.csv
END

# Rows go to files as they go to standard output, by whatever number of threads.
run sweep third: --bits 4..9 --json --jobs 1
cp out want
run sweep third: --bits 4..9 --json --jobs 2 -o there.json
judge 0 "" ""
check "the same in a file" cmp -s want there.json

# --- Strange names -----------------------------------------------------------------------------------

states='q"\' symbols="\" \\ 😀 é"
printf 'tapes 1\nblank □\ninput %s %%E2%%80%%A8 %%C2%%A0\nstart %s\nhalt <%%2Fscript>\n' "$symbols" "$states" >strange.tm
for symbol in $symbols '%E2%80%A8' '%C2%A0'; do
    printf '%s %s -> %s %s R\n' "$states" "$symbol" "$states" "$symbol" >>strange.tm
done
printf '%s □ -> <%%2Fscript> □ S\n' "$states" >>strange.tm
odd=$(printf 'a"b\\c\td\ne\001f\177g\302\205h\342\200\250i😀.tm')
cp strange.tm "$odd"
cp strange.tm "$(printf 'no\377utf8.tm')"
word='"\😀é'
export odd word
agrees <<'END'
machine strange.tm "$word"
machine "$odd"
trace strange.tm "$word"
verify "$odd" "$word" --format fixed:1.0
run strange.tm "$word" => --output all
run strange.tm "$word" --tokens
explain strange.tm "$word" --token 4 => --all
explain strange.tm "$word" --token 8 => --all
locate strange.tm "$word" --format fixed:1.0
sweep "$odd:$word" strange.tm:'"' --bits 3,4 --family fixed
sweep "$odd:" --bits 4 --family fixed
END
run verify "$odd" "$word" --json
check "the name, without a control character" \
    grep -qF '["a\"b\\c\td\ne\u0001f\u007fg\u0085h\u2028i😀.tm", "\"\\😀é"]' out
run verify "$(printf 'no\377utf8.tm')" "$word" --json
judge 0 '*' ""
check "what is no UTF-8 becomes U+FFFD" grep -qF "[\"no$(printf '\357\277\275')utf8.tm\"" out
run trace strange.tm "$(printf '\302\240')" --json
check "tokens are spelt as in trace" grep -qF '"sym:%C2%A0"' out
run machine strange.tm --json
check "names are not" grep -qF "\"\\u2028\", \"$(printf '\302\240')\"]" out
if command -v jq >/dev/null; then
    run machine "$odd" "$word" --json
    check "jq reads it" [ "$(jq -r .data.run.output out)" = "$word" ]
fi

# --- What is refused: one line, and no JSON -------------------------------------------------------------

refuses <<'END'
verify add 2 --json => *
verify nowhere.tm 1 --json => *
explain add 1+1 --token 99999 --json => *
explain add 1+1 --json => *
trace loops.tm 01 --json --max-steps 9 => *
margins add 1+1 --json --pretty => *--json*--pretty*
run add 1+1 --json --output all => *--json*--output*
run add 1+1 --json --tape 1 => *--json*--tape*
sweep third: --json --shard 1/2 => *--json*--shard*
bound -r 8 --json -o - => *--json*
bound -r 8 --json --coq - => *--json*
check strange.tm --json => *
formats nonsense --json => *
round fp16 1 x --json => *
round fp17 1 --json => *
which add:2 --json => *
verify add 1+1 --json=yes => *
verify add 1+1 --memory 1K --json => *
run add 1+1 --memory 1K --json => *
plot --json x.csv => *
convert add --json => *
END

finish
