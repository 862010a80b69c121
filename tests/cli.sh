#!/bin/sh
# The command line as a user or a script meets it: what is refused and where the
# message points, exit statuses, both outputs, and that nothing is lost.
# Environment: TMPREC (the program, an absolute path), srcdir (top of the source).
set -u
LC_ALL=C
export LC_ALL

: "${TMPREC:?the program to test}"
srcdir=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 99
work=$(mktemp -d) || exit 99
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
cd "$work" || exit 99

limit=
if command -v timeout >/dev/null; then
    limit='timeout 20'
fi
newline='
'

# --- The one way to run and judge a command ---------------------------------

passed=0
failed=0
input=/dev/null          # standard input of the next command

# run ARGUMENT...: leaves status, out and err; said is the command to show.
run() {
    said=tmprec
    for argument in "$@"; do
        said="$said '$argument'"
    done
    $limit "$TMPREC" "$@" <"$input" >out 2>err
    status=$?
}

pass() { passed=$((passed + 1)); }

# fail REASON: with the command that ran last and what came of it.
fail() {
    failed=$((failed + 1))
    printf 'FAIL: %s\n  %s\n  exit status %s, output and error:\n' "$said" "$1" "$status" | cut -c 1-500
    head -n 12 out | cut -c 1-200 | sed 's/^/  | /'
    head -n 12 err | cut -c 1-400 | sed 's/^/  ! /'
}

# is PATTERN TEXT: a shell pattern
# shellcheck disable=SC2254
is() {
    case $2 in
    $1) return 0 ;;
    esac
    return 1
}

# One line "tmprec: ..." that matches the pattern; none if that is empty.
error_is() {
    if [ -z "$1" ]; then
        [ ! -s err ]
    else
        { IFS= read -r message && ! IFS= read -r rest && [ -z "$rest" ]; } <err && is "tmprec: $1" "$message"
    fi
}

# judge STATUS OUTPUT ERROR: of the command that ran last.  OUTPUT is the file that
# holds what is expected, "" for nothing, "*" for something.
judge() {
    if [ "$status" -ne "$1" ]; then
        fail "expected exit status $1"
    elif [ "$2" = '*' ] && [ ! -s out ]; then
        fail "expected something on standard output"
    elif [ -z "$2" ] && [ -s out ]; then
        fail "expected nothing on standard output"
    elif [ -n "$2" ] && [ "$2" != '*' ] && ! cmp -s out "$2"; then
        fail "expected on standard output: $(head -n 12 "$2")"
    elif ! error_is "$3"; then
        fail "expected on standard error: ${3:+one line, tmprec: $3}"
    else
        pass
    fi
}

# check REASON COMMAND...: a case of its own that is no call of tmprec
check() {
    reason=$1
    shift
    if "$@"; then pass; else fail "$reason"; fi
}

# prints STATUS ARGUMENT...: exactly what standard input says, and no error
prints() {
    cat >want
    expected=$1
    shift
    run "$@"
    judge "$expected" want ""
}

# What fails prints nothing and one line.  A table on standard input:
#   ARGUMENTS => PATTERN
# shellcheck disable=SC2120
refuses() {
    while IFS= read -r line; do
        case $line in
        '' | '#'*) continue ;;
        esac
        eval "set -- ${line%% => *}"
        run "$@"
        judge 2 "" "${line#* => }"
    done
}

# --- Machines ---------------------------------------------------------------

headers='tapes 1\nblank _\ninput 0 1\nstart q\nhalt h\n'

# machine FILE TEXT: printf's escapes, @ at the start for the five headers
# shellcheck disable=SC2059
machine() {
    case $2 in
    @*) printf "$headers${2#@}" >"$1" ;;
    *) printf "$2" >"$1" ;;
    esac
}

# Flips the bits of a word in one pass.
flip='@q 0 -> q 1 R\nq 1 -> q 0 R\nq _ -> h _ S\n'
machine flip.tm "$flip"
# The same in two tokens of more letters, and of more bytes.
machine words.tm 'tapes 1\nblank _\ninput aa bb\nstart q\nhalt h\nq aa -> q bb R\nq bb -> q aa R\nq _ -> h _ S\n'
machine utf8.tm 'halt ende\nstart q₀\ninput ä 😀\nblank □\ntapes 1\nq₀ ä -> q₀ 😀 R\nq₀ 😀 -> q₀ ä R\nq₀ □ -> ende □ S\n'
# Never halts, gets stuck (on 1), writes what is no output.
machine loops.tm '@q 0 -> q 0 S\nq 1 -> q 1 R\nq _ -> q 1 L\n'
machine stuck.tm '@q 0 -> q 0 R\nq _ -> h _ S\n'
machine letter.tm '@q 0 -> q x R\nq 1 -> q 1 R\nq _ -> h _ S\n'
machine hole.tm '@q 0 -> q _ R\nq 1 -> q 1 R\nq _ -> h _ S\n'
# Halts after four steps.
machine four.tm '@q 0 -> a 0 R\na 0 -> b 0 R\nb 0 -> c 0 R\nc 0 -> h 0 R\n'

# --- Machine files that are refused: TEXT => LINE:COLUMN: MESSAGE -------------

bad_machines() {
    while IFS= read -r line; do
        case $line in
        '' | '#'*) continue ;;
        esac
        machine m.tm "${line%% => *}"
        run trace m.tm 0
        said="$said with m.tm = '${line%% => *}'"
        judge 2 "" "m.tm:${line#* => }"
    done
}

bad_machines <<'TABLE'
frob 1\n => 1:1: unknown header 'frob'
@frob 1\nq 0 -> h 0 S\n => 6:1: unknown header 'frob'
  tapes#1\n => 1:3: unknown header 'tapes#1'
@q 0 - > h 0 S\n => 6:1: unknown header 'q'
@tapes 1\nq 0 -> h 0 S\n => 6:1: repeated header 'tapes'
@blank _\nq 0 -> h 0 S\n => 6:1: repeated header 'blank'
@input 0\nq 0 -> h 0 S\n => 6:1: repeated header 'input'
@start q\nq 0 -> h 0 S\n => 6:1: repeated header 'start'
@halt h\nq 0 -> h 0 S\n => 6:1: repeated header 'halt'
# a header behind a transition: repeated, missing so far, unknown
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
# nothing but this\n => 1:1: *missing*
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
halt h\t\th\n => 1:9: *one value*'h'*
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
@q 0 ->\n => 6:7: 0 field*behind '->'*
@q 0 -> h\n => 6:9: 1 field*behind '->'*
@q 0 -> h 0\n => 6:11: 2 field*behind '->'*
@q 0 -> h 0 S S\n => 6:14: 4 field*behind '->'*
@q 0 -> h 0 S -> h\n => 6:14: *'->'*
tapes 2\nblank _\ninput 0\nstart q\nhalt h\nq 0 -> h 0 S\n => 6:5: 2 field*before '->'*
tapes 2\nblank _\ninput 0\nstart q\nhalt h\nq 0 0 -> h 0 0 S\n => 6:17: 4 field*behind '->'*
tapes 2\nblank _\ninput 0\nstart q\nhalt h\nq 0 0 -> h 0 0 S S S\n => 6:20: 6 field*behind '->'*
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

# many N FORMAT: the line N times, for 1, 2, ..
many() {
    awk -v n="$1" -v format="$2\n" 'BEGIN { for (i = 1; i <= n; i++) printf format, i, i + 1 }' /dev/null
}

# too_much MESSAGE: m.tm is over a limit
too_much() {
    run trace m.tm 0
    judge 2 "" "m.tm:$1"
}

# fits: m.tm is at the limit
fits() {
    run info m.tm -r 4
    judge 0 '*' ""
}

zeros() { dd if=/dev/zero bs="$1" count=1 2>/dev/null | tr '\0' "$2"; }

limits() {
    for size in 65536 65537; do
        { cat flip.tm; zeros $size '#'; echo; echo '# end'; } >m.tm
        if [ $size -eq 65536 ]; then fits; else too_much '9:65537: *line*65536*'; fi
    done
    # The last line, without a newline, and a carriage return is not of the line.
    { cat flip.tm; zeros 65537 '#'; } >m.tm
    too_much '9:65537: *line*65536*'
    { cat flip.tm; zeros 65536 '#'; printf '\r\n'; } >m.tm
    fits

    rm m.tm
    dd if=/dev/zero of=m.tm bs=1 count=1 seek=67108864 2>/dev/null
    too_much '[0-9]*:[0-9]*: *67108864*'
    input=m.tm
    run trace - 0
    judge 2 "" '(standard input):[0-9]*:[0-9]*: *67108864*'
    input=/dev/null
    rm m.tm
    dd if=/dev/zero of=m.tm bs=1 count=1 seek=67108863 2>/dev/null
    too_much '1:*: *'
    rm m.tm

    # 65536 states: start and halt among them.
    { machine m.tm 'tapes 1\nblank _\ninput 0\nstart 1\nhalt h\n'; many 65535 '%d 0 -> %d 0 S'; } >table.tm
    cat table.tm >>m.tm
    too_much '[0-9]*:[0-9]*: *65536 states*'
    machine m.tm 'tapes 1\nblank _\ninput 0\nstart 1\nhalt h\n'
    sed '$d' table.tm >>m.tm
    fits

    # 4096 symbols: the blank and 1 input symbol among them.
    for count in 4094 4095; do
        machine m.tm 'tapes 1\nblank _\ninput 0\nstart q\nhalt h\n'
        many $count 'q x%d -> h 0 S' >>m.tm
        if [ $count -eq 4094 ]; then fits; else too_much '[0-9]*:[0-9]*: *4096 symbols*'; fi
    done
    printf 'input%s\n' "$(many 4096 ' %d' | tr -d '\n')" >m.tm
    too_much '1:*: *4096 symbols*'

    for length in 64 65; do
        name=$(zeros $length n)
        machine m.tm "@q 0 -> $name 0 S\nq 1 -> h 1 S\n"
        if [ $length -eq 64 ]; then fits; else too_much '6:8: *name*64*'; fi
    done
    machine m.tm "input a $name\n"
    too_much '1:9: *name*64*'

    { printf 'blank _\ninput 0\nstart q\nhalt h\ntapes 16\nq'; many 16 ' 0' | tr -d '\n'
        printf ' -> h'; many 16 ' 0' | tr -d '\n'; many 16 ' S' | tr -d '\n'; } >m.tm
    fits
}
limits

# Every command refuses a bad machine alike.
machine m.tm '@q 0 -> h 0 X\n'
refuses <<'TABLE'
run m.tm 0 => m.tm:6:12: unknown move 'X'
verify m.tm 0 => m.tm:6:12: unknown move 'X'
info m.tm 0 => m.tm:6:12: unknown move 'X'
info m.tm -r 4 => m.tm:6:12: unknown move 'X'
sweep m.tm:0 => m.tm:6:12: unknown move 'X'
TABLE

# --- Commands and options that are refused -----------------------------------

mkdir directory
# Opens for root as well, but does not read (where there is no /proc: is not there).
ln -s /proc/self/mem unreadable
touch secret.tm
chmod 000 secret.tm
[ "$(id -u)" -ne 0 ] || rm secret.tm

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
trace letter.tm 10 => *output*'x'*cell 1*
run letter.tm 10 => *output*'x'*cell 1*
trace hole.tm 101 => *output*blank*cell 1*
verify hole.tm 101 => *output*blank*cell 1*
sweep hole.tm:101 => *output*blank*cell 1*
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

refuses <<'TABLE'
# commands, arguments, options
 => *no command*--help*
'' => *''*--help*
foo => *'foo'*--help*
--foo => *--foo*--help*
-x => *-x*--help*
trace => *MACHINE INPUT*
trace flip.tm => *MACHINE INPUT*
run flip.tm => *MACHINE INPUT*
verify flip.tm => *MACHINE INPUT*
info => *MACHINE*
info flip.tm => *INPUT or -r*
trace flip.tm 0 1 => *'1'*
run flip.tm 0 1 => *'1'*
verify flip.tm 0 1 => *'1'*
info flip.tm 0 1 => *'1'*
machines flip.tm => *'flip.tm'*
trace flip.tm 0 --foo => *--foo*
trace flip.tm 0 -x => *-x*
trace flip.tm 0 --foo=3 => *--foo*
trace flip.tm 0 --format real => *--format*
trace flip.tm 0 --bits 4 => *--bits*
run flip.tm 0 --tokens=x => *--tokens*
verify flip.tm 0 --tokens => *--tokens*argument*
verify flip.tm 0 --m 4 => *--m*
trace flip.tm 0 -r => *-r*argument*
trace flip.tm 0 --mode => *--mode*argument*
run flip.tm 0 --format => *--format*argument*
sweep flip.tm:0 -o => *-o*argument*
sweep flip.tm:0 --bits => *--bits*argument*
# formats
run flip.tm 0 --format e99m99 => *'e99m99'*
run flip.tm 0 --format e1m3 => *'e1m3'*
run flip.tm 0 --format e5m0 => *'e5m0'*
run flip.tm 0 --format e5m => *'e5m'*
run flip.tm 0 --format e4m3x => *'e4m3x'*
run flip.tm 0 --format p:0 => *'p:0'*
run flip.tm 0 --format p: => *'p:'*
run flip.tm 0 --format p:x => *'p:x'*
run flip.tm 0 --format p:-1 => *'p:-1'*
run flip.tm 0 --format p:99999 => *'p:99999'*
run flip.tm 0 --format p:99999999999999999999 => *at most 10000
run flip.tm 0 --format fixed:1. => *'fixed:1.'*
run flip.tm 0 --format fixed:.1 => *'fixed:.1'*
run flip.tm 0 --format fixed:1 => *'fixed:1'*
run flip.tm 0 --format fixed:0.1 => *'fixed:0.1'*
run flip.tm 0 --format fixed:1.-1 => *'fixed:1.-1'*
run flip.tm 0 --format fixed:99999.1 => *'fixed:99999.1'*
run flip.tm 0 --format mpfr:0 => *'mpfr:0'*
run flip.tm 0 --format mpfr:x => *'mpfr:x'*
run flip.tm 0 --format mpfr: => *'mpfr:'*
run flip.tm 0 --format mpfr => *'mpfr'*
run flip.tm 0 --format mpfr:99999999999999999999 => *from 1 to 10000
run flip.tm 0 --format mpfr:10001 => *'mpfr:10001'*from 1 to 10000
# mpfr with a format
run flip.tm 0 --format mpfr:fp99 => *'mpfr:fp99'*'fp99' is not known*tmprec formats*
run flip.tm 0 --format mpfr:e1m2 => *'mpfr:e1m2'*exponent bits is at least 2
run flip.tm 0 --format mpfr:fixed:1.4 => *'mpfr:fixed:1.4'*eXmY
run flip.tm 0 --format mpfr:posit8 => *'mpfr:posit8'*eXmY
run flip.tm 0 --format mpfr:int8 => *'mpfr:int8'*eXmY
run flip.tm 0 --format mpfr:mxfp4 => *'mpfr:mxfp4'*eXmY
run flip.tm 0 --format mpfr:real => *'mpfr:real'*eXmY
run flip.tm 0 --format mpfr:mpfr:8 => *'mpfr:mpfr:8'*
run flip.tm 0 --format mpfr:e4m3b20 => *'e4m3b20'*-1 and 1*
run flip.tm 0 --act mpfr:fp16 => *'mpfr:fp16'*
sweep flip.tm:0 --format mpfr:fp16 => *--format 'mpfr:fp16'*--family*
# the sites
verify flip.tm 0 --logit foo => *'foo'*
verify flip.tm 0 --exp p:0 => *'p:0'*at least 1
verify flip.tm 0 --acc exact => *'exact'*
verify flip.tm 0 --param '' => *''*
verify flip.tm 0 --logit => *--logit*argument*
verify flip.tm 0 --weight fp16 => *--weight*
trace flip.tm 0 --logit fp16 => *--logit*
info flip.tm 0 --round rtz => *--round*
verify flip.tm 0 --format mpfr:4 --logit p:4 => *--logit*mpfr*
verify flip.tm 0 --exp p:4 --format mpfr:4 => *--exp*mpfr*
verify flip.tm 0 --format mpfr:4 --acc real => *--acc*mpfr*
verify flip.tm 0 --format mpfr:fp16 --param fp16 => *--param*mpfr*
verify flip.tm 0 --act e4m3b20 => *'e4m3b20'*-1 and 1*activations*
verify flip.tm 0 --param e4m3b20 => *'e4m3b20'*-1 and 1*weights*
verify flip.tm 0 --format e4m3b20 => *'e4m3b20'*-1 and 1*
sweep flip.tm:0 --param e4m3b20 => *'e4m3b20'*-1 and 1*weights*
verify flip.tm 0 --exp mxfp4 => --exp*share*
verify flip.tm 0 --acc mxint8 => --acc*share*
verify flip.tm 0 --param mxfp8e5m2 => --param*share*
# --sum and --subtract
verify flip.tm 0 --acc p:8 --sum foo => *'foo'*sequential, pairwise, compensated
verify flip.tm 0 --acc p:8 --sum '' => *''*sequential, pairwise, compensated
verify flip.tm 0 --sum pairwise => --sum*--acc*
verify flip.tm 0 --format fp16 --sum compensated => --sum*--acc*
verify flip.tm 0 --acc real --sum pairwise => --sum*--acc*
run flip.tm 0 --act fp16 --sum pairwise => --sum*--acc*
sweep flip.tm:0 --sum pairwise => --sum*--acc*
sweep flip.tm:0 --sites act --sum pairwise --family fixed => --sum*--acc*
verify flip.tm 0 --logit p:8 --subtract foo => *'foo'*after, before
verify flip.tm 0 --subtract before => --subtract*--logit*
verify flip.tm 0 --format fp16 --subtract before => --subtract*--logit*
verify flip.tm 0 --logit real --subtract before => --subtract*--logit*
sweep flip.tm:0 --sites attn --family float --subtract before => --subtract*--logit*
verify flip.tm 0 --format mpfr:8 --sum pairwise => --sum*mpfr*
verify flip.tm 0 --format mpfr:8 --subtract before => *--subtract*mpfr*
sweep flip.tm:0 --acc p:30 --sum pairwise => --sum*mpfr*
# --round
verify flip.tm 0 --format fp16 --round '' => *''*rne*
verify flip.tm 0 --format fp16 --round act => *'act'*rne*
verify flip.tm 0 --format fp16 --round rne,rtz => *'rne,rtz'*
verify flip.tm 0 --format fp16 --round act: => *''*rne*
verify flip.tm 0 --format fp16 --round act:foo => *'foo'*rne*
verify flip.tm 0 --format fp16 --round :rne => *''*act, attn, logit, exp, acc, param
verify flip.tm 0 --format fp16 --round foo:rne => *'foo'*act, attn, logit, exp, acc, param
verify flip.tm 0 --format fp16 --round act:rne, => *'act:rne,'*SITE:MODE*
verify flip.tm 0 --format fp16 --round ,act:rne => *',act:rne'*SITE:MODE*
verify flip.tm 0 --format fp16 --round act:rne,,attn:rtz => *'act:rne,,attn:rtz'*SITE:MODE*
verify flip.tm 0 --format fp16 --round act:rne,rtz => *'act:rne,rtz'*SITE:MODE*
verify flip.tm 0 --format fp16 --round act:rne:rtz => *'rne:rtz'*rne*
verify flip.tm 0 --format fp16 --round act:rne+attn:rtz => *'rne+attn:rtz'*rne*
verify flip.tm 0 --format fp16 --round 'act:rne;attn:rtz' => *
verify flip.tm 0 --format fp16 --round act:rne,act:rtz => *'act'*twice
verify flip.tm 0 --format mpfr:8 --round act:rtz => --round SITE:MODE*mpfr*
verify flip.tm 0 --format mpfr:8 --round rsr => --round rsr*mpfr*
verify flip.tm 0 --format mpfr:e4m3 --round rsr => --round rsr*mpfr*
verify flip.tm 0 --round rsr --format mpfr:8 => --round rsr*mpfr*
sweep flip.tm:0 --round rsr => --round rsr*mpfr*
sweep flip.tm:0 --round attn:rtz => --round SITE:MODE*mpfr*
verify flip.tm 0 --round rtz => --round*hardmax*
verify flip.tm 0 --format exact --round act:rsr => --round*hardmax*
# --overflow, --seed
verify flip.tm 0 --format fp16 --overflow foo => *'foo'*auto, inf, saturate, nan
verify flip.tm 0 --format fp16 --overflow '' => *''*auto, inf, saturate, nan
verify flip.tm 0 --overflow saturate => *--overflow*hardmax*
verify flip.tm 0 --format fp16 --seed -1 => --seed '-1'*
verify flip.tm 0 --format fp16 --trial -1 => --trial '-1'*
verify flip.tm 0 --format fp16 --seed x => --seed 'x'*
verify flip.tm 0 --format fp16 --seed 1.5 => --seed '1.5'*
verify flip.tm 0 --format fp16 --seed '' => --seed ''*
verify flip.tm 0 --format fp16 --seed 18446744073709551616 => --seed*too large
# limits of formats, and names that are near to one
formats e1m3 => *exponent bits is at least 2
formats e31m3 => *exponent bits is at most 30
formats e99m99 => *exponent bits is at most 30
formats e99999999999m3 => *exponent bits is at most 30
formats e5m0 => *fraction bits is at least 1
formats e5m10001 => *fraction bits is at most 10000
formats p:0 => *significand bits is at least 1
formats p:10001 => *significand bits is at most 10000
formats p:99999 => *significand bits is at most 10000
formats fixed:0.1 => *integer bits is at least 1
formats fixed:1001.1 => *integer bits is at most 1000
formats fixed:1.10001 => *fraction bits is at most 10000
formats fixed:1.99999999999 => *fraction bits is at most 10000
formats int1 => *bits is at least 2
formats int17 => *bits is at most 16
formats int160 => *bits is at most 16
formats posit2 => *bits is at least 3
formats posit33 => *bits is at most 32
formats e4m3b1073741824 => *bias is at most 1073741823
formats e4m3b99999999999 => *bias is at most 1073741823
formats foo => *'foo' is not known*tmprec formats*
formats e4m3 foo => *'foo' is not known*
formats '' => *''*
formats 'fp16 ' => *'fp16 '*
formats fp8 => *'fp8'*
formats int => *'int'*
formats posit => *'posit'*
formats mxfp8 => *'mxfp8'*
formats mxfp4ftz => *'mxfp4ftz'*
formats e4m3b => *'e4m3b'*
formats e4m3b-1 => *'e4m3b-1'*
formats e4m3fnb3 => *'e4m3fnb3'*
formats e4m3ftzfn => *'e4m3ftzfn'*
formats e4m3fnfn => *'e4m3fnfn'*
formats int8ftz => *'int8ftz'*
formats exact => *'exact'*
formats mpfr:8 => *'mpfr:8'*
formats "e4m3${newline}e5m2" => *'e4m3?e5m2'*
formats --values fp16 => *'fp16'*--values*8 bits
formats --values p:4 => *'p:4'*--values*
formats --values real => *'real'*--values*
formats --values fixed:1.7 => *'fixed:1.7'*--values*
formats e4m3 --values e4m3x => *'e4m3x' is not known*
formats --values=e4m3 => *--values*
formats --bits 4 => *--bits*
verify flip.tm 0 --values => *--values*
run flip.tm 0 --format foo => *'foo'*
run flip.tm 0 --format '' => *''*
run flip.tm 0 --format 'p:4 ' => *'p:4 '*
verify flip.tm 0 --act foo => *'foo'*
verify flip.tm 0 --attn p:0 => *'p:0'*
verify flip.tm 0 --act mpfr:4 => *mpfr*
verify flip.tm 0 --attn exact => *'exact'*
sweep flip.tm:0 --act foo => *'foo'*
verify flip.tm 0 --format mpfr:4 --act p:4 => *--act*mpfr*
verify flip.tm 0 --format mpfr:4 --attn p:4 => *--attn*mpfr*
# the same two the other way round
verify flip.tm 0 --act p:4 --format mpfr:4 => *--act*mpfr*
verify flip.tm 0 --attn p:4 --format mpfr:4 => *--attn*mpfr*
# beta
verify flip.tm 0 --format real --beta nan => *beta*'nan'*
verify flip.tm 0 --format real --beta -1 => *beta*'-1'*
verify flip.tm 0 --format real --beta inf => *beta*'inf'*
verify flip.tm 0 --format real --beta 1e999 => *beta*'1e999'*
verify flip.tm 0 --format real --beta 1e99999999999999999999 => *beta*
verify flip.tm 0 --format real --beta x => *beta*'x'*
verify flip.tm 0 --format real --beta 1x => *beta*'1x'*
verify flip.tm 0 --format real --beta 0x1 => *beta*'0x1'*
verify flip.tm 0 --format real --beta '' => *beta*''*
verify flip.tm 0 --format real --beta 1,2 => *beta*'1,2'*
verify flip.tm 0 --beta 3 => *beta*
verify flip.tm 0 --format exact --beta 3 => *beta*
run flip.tm 0 --beta 3 --format exact => *beta*--format*site*
verify flip.tm 0 --format real --round foo => *'foo'*rne, rna, rtz, raz, rup, rdn, rto, rsr
# sweep
sweep flip.tm:0 --bits 9..4 => *--bits '9..4'*
sweep flip.tm:0 --bits 4..x => *--bits '4..x'*
sweep flip.tm:0 --bits ..4 => *--bits '..4'*
sweep flip.tm:0 --bits 4.. => *--bits '4..'*
sweep flip.tm:0 --bits 4...6 => *--bits '4...6'*
sweep flip.tm:0 --bits 4..5..6 => *--bits '4..5..6'*
sweep flip.tm:0 --bits 4,,5 => *--bits '4,,5'*
sweep flip.tm:0 --bits 4, => *--bits '4,'*
sweep flip.tm:0 --bits ,4 => *--bits ',4'*
sweep flip.tm:0 --bits 4,4 => *--bits '4,4'*
sweep flip.tm:0 --bits 6,4..8 => *--bits '6,4..8'*
sweep flip.tm:0 --bits '' => *--bits ''*
sweep flip.tm:0 --bits 0 => *--bits '0'*
sweep flip.tm:0 --bits -4 => *--bits '-4'*
sweep flip.tm:0 --bits 4.5 => *--bits '4.5'*
sweep flip.tm:0 --bits 99999999999999999999 => *--bits*
sweep flip.tm:0 --bits 1..99999999999999999999 => *--bits*
sweep flip.tm:0 --bits 1..4 --family fixed => family fixed has no format of 1 bit,*from 2 on; choose --bits from 2 on
sweep flip.tm:0 --bits 3 --family float => family float has no format of 3 bits,*from 4 on; choose --bits from 4 on
sweep flip.tm:0 --bits 1..32 => family fixed has no format of 1 bit,*choose --bits from 4 on, or --family mpfr
sweep flip.tm:0 --bits 3..32 => family float has no format of 3 bits,*choose --bits from 4 on, or --family fixed,mpfr
sweep flip.tm:0 --family x => *--family 'x'*
sweep flip.tm:0 --family fixed,x => *--family*'x'*
sweep flip.tm:0 --family fixed,fixed => *--family*'fixed'*
sweep flip.tm:0 --family '' => *--family ''*
sweep flip.tm:0 --sites x => *--sites 'x'*
sweep flip.tm:0 --sites act+x => *--sites*'x'*act, attn, logit, exp, acc, param
sweep flip.tm:0 --sites act,attn => *--sites*'act,attn'*
sweep flip.tm:0 --sites act+attn+logit+exp+acc+param+act => *--sites*'act'*
sweep flip.tm:0 --sites act+act => *--sites*'act'*
sweep flip.tm:0 --sites '' => *--sites ''*
sweep flip.tm:0 --beta 10,x => *beta 'x'*
sweep flip.tm:0 --beta 10, => *beta ''*
sweep flip.tm:0 --beta '' => *beta ''*
sweep flip.tm:0 --beta 10,10 => *beta '10,10'*
sweep flip.tm:0 --beta 10,auto,auto => *beta '10,auto,auto'*'auto'*twice
# ranges of beta
sweep flip.tm:0 --beta 1..2 => *beta '1..2'*no step*1..12:0.5
sweep flip.tm:0 --beta 1..2: => *beta '1..2:'*no range*
sweep flip.tm:0 --beta ..2:1 => *beta '..2:1'*no range*
sweep flip.tm:0 --beta 1..:1 => *beta '1..:1'*no range*
sweep flip.tm:0 --beta 1...2:1 => *beta '1...2:1'*no range*
sweep flip.tm:0 --beta 1..2..3:1 => *beta '1..2..3:1'*no range*
sweep flip.tm:0 --beta 1..2:1:1 => *beta '1..2:1:1'*no range*
sweep flip.tm:0 --beta 1.2:1 => *beta '1.2:1'*
sweep flip.tm:0 --beta 1..2:-1 => *beta '1..2:-1'*no range*
sweep flip.tm:0 --beta -1..2:1 => *beta '-1..2:1'*no range*
sweep flip.tm:0 --beta 1..auto:1 => *beta '1..auto:1'*no range*
sweep flip.tm:0 --beta 1..1e1:1 => *beta '1..1e1:1'*no range*
sweep flip.tm:0 --beta 1..2:.5 => *beta '1..2:.5'*no range*
sweep flip.tm:0 --beta 1..2:0.0 => *the range '1..2:0.0' has a step of 0
sweep flip.tm:0 --beta 4,2..1:0.5 => *the range '2..1:0.5' runs backwards
sweep flip.tm:0 --beta 1..2:0.3,7 => *the range '1..2:0.3' misses its end
sweep flip.tm:0 --beta 0..0.3:0.1000000000000000000001 => *misses its end
sweep flip.tm:0 --beta 1..3:1,2 => *beta '1..3:1,2': '2' stands there twice
sweep flip.tm:0 --beta 1..1.0000000000000001:0.0000000000000001 => *'1.0000000000000001' stands there twice
sweep flip.tm:0 --beta 0..10000:1 => *more than 10000 numbers
sweep flip.tm:0 --beta 0..5000:1,5001..10000:1 => *more than 10000 numbers
sweep flip.tm:0 --beta 0..1000000000000:0.0000000001 => *more than 10000 numbers
sweep flip.tm:0 --beta 999999999999..1000000000001:1 => beta '1000000000001': at most 1e12
sweep flip.tm:0 --minimum=x => --minimum 'x': there are bits and beta*
sweep flip.tm:0 --minimum= => --minimum '': there are bits and beta*
sweep flip.tm:0 --minimum '' => --minimum '': there are bits and beta*
sweep flip.tm:0 --minimum bit => --minimum 'bit': there are bits and beta*
sweep --minimum flip.tm => --minimum 'flip.tm': *
sweep --minimum flip.tm:2 => *input, character 1: '2'*
verify flip.tm 0 --minimum => *--minimum*
sweep flip.tm:0 --activations => --activations*--minimum*exact_act
sweep flip.tm:0 --minimum beta --bits 4 --family fixed --beta 5,auto,7.545177444479562 => --beta: auto is 7.545177444479562 at r = 4*
sweep flip.tm:0 --format mpfr:4 => *--format*
sweep flip.tm => *flip.tm*MACHINE:INPUT*
sweep flip.tm:0 --jobs 0 => *--jobs '0'*
sweep flip.tm:0 --jobs -1 => *--jobs '-1'*
sweep flip.tm:0 --jobs x => *--jobs 'x'*
sweep flip.tm:0 --jobs 99999999999999999999 => *--jobs*
sweep flip.tm:0 --bits 4 --family fixed -o missing/x.csv => missing/x.csv: *
sweep flip.tm:0 --bits 4 --family fixed -o '' => *
sweep flip.tm:0 --bits 4 --family fixed -o directory => directory: *
sweep flip.tm:0 --bits 4 --family fixed -o flip.tm/x.csv => flip.tm/x.csv: *
# --at
verify flip.tm 0 --act p:4 --at => *--at*argument*
trace flip.tm 0 --at 1:act=p:4 => *--at*
explain flip.tm 0 --token 1 --at 1:act=p:4 => *--at*
verify flip.tm 0 --act p:4 --at '' => --at '': not LAYERS:SITE=FORMAT*
verify flip.tm 0 --act p:4 --at act=p:4 => --at 'act=p:4': not LAYERS:SITE=FORMAT*
verify flip.tm 0 --act p:4 --at 0:act=p:4 => --at '0:act=p:4': layers are N or N..M, from 1 to 1000, in ascending order
verify flip.tm 0 --act p:4 --at 3..2:act=p:4 => --at '3..2:act=p:4': layers are*ascending*
verify flip.tm 0 --act p:4 --at 3..:act=p:4 => --at '3..:act=p:4': not LAYERS:SITE=FORMAT*
verify flip.tm 0 --act p:4 --at 1..1001:act=p:4 => --at '1..1001:act=p:4': layers are*1 to 1000*
verify flip.tm 0 --act p:4 --at ' 1:act=p:4' => --at ' 1:act=p:4': not LAYERS:SITE=FORMAT*
verify flip.tm 0 --act p:4 --at 1:acts=p:4 => --at '1:acts=p:4': 'acts' is not one of act, attn, logit, exp, acc, param, beta, mpfr*
verify flip.tm 0 --act p:4 --at 1:act => --at '1:act': 'act' is not one of*followed by '='
verify flip.tm 0 --act p:4 --at 1:act=q:4 => *'q:4'*
verify flip.tm 0 --act p:4 --at 1:act= => *
verify flip.tm 0 --act p:4 --at 1:beta=-1 => *beta '-1': negative
verify flip.tm 0 --act p:4 --at 1:act=e2m1b5 => *'e2m1b5' cannot hold -1 and 1*
verify flip.tm 0 --act p:4 --at 1:param=e2m1b5 => *'e2m1b5' cannot hold -1 and 1*
verify flip.tm 0 --act p:4 --at 1:mpfr=8 => --at: mpfr has no place beside sites
verify flip.tm 0 --format mpfr:8 --at 1:act=p:4 => --at: beside mpfr there are mpfr and beta, not sites
verify flip.tm 0 --format mpfr:8 --at 1:mpfr=0 => *
verify flip.tm 0 --format mpfr:8 --at 1:mpfr=fixed:1.2 => *
verify flip.tm 0 --at 1:act=p:4 => --at has no meaning for hardmax*
run flip.tm 0 --at 1:beta=4 => --at has no meaning for hardmax*
verify flip.tm 0 --act int4 --at 1:attn=p:4 => --at goes with fixed and floating point formats only*
verify flip.tm 0 --act p:4 --at 1:attn=int4 => --at goes with fixed and floating point formats only*
verify flip.tm 0 --act mxint8 --at 1:attn=p:4 => --at goes with fixed and floating point formats only*
verify flip.tm 0 --act p:4 --at 1:attn=mxfp4 => --at goes with fixed and floating point formats only*
verify flip.tm 0 --act p:4 --sum pairwise --at 1:attn=p:4 => --sum needs --acc*
sweep flip.tm:0 --family fixed,mpfr --bits 4 --at 1:attn=p:4 => --at: beside mpfr there are mpfr and beta, not sites*
# margins, locate, explain
margins flip.tm => margins needs MACHINE INPUT*
margins flip.tm 2 => *'2'*
margins flip.tm 0 --activations => *--activations*
verify flip.tm 0 --pretty => *--pretty*
locate flip.tm => locate needs MACHINE INPUT*
locate flip.tm 0 --beta 4 => --beta has no meaning for hardmax*
explain flip.tm 0 => explain needs --token N*
explain flip.tm 0 --token => *--token*argument*
explain flip.tm 0 --token x => --token 'x'*
explain flip.tm 0 --token -1 => --token '-1'*
explain flip.tm 0 --token 99999999999999999999 => --token '99999999999999999999'*
explain flip.tm 01 --token 11 => token 11: there are 11, counted from 0
explain flip.tm 01 --token 10 => token 10 is the last of its context and never fed*
explain flip.tm 01 --token 1 --format real => *--format*
explain flip.tm 01 --token 1 --force => *--force*
trace flip.tm 01 --token 1 => *--token*
# an error is one line, whatever it quotes
"foo${newline}bar" => *foo*bar*
trace "foo${newline}bar" 0 => *foo*bar*
trace flip.tm "0${newline}" => *character 2*
trace flip.tm 0 --mode "a${newline}b" => *mode*
trace flip.tm 0 "--a${newline}b" => *
run flip.tm 0 --format "a${newline}b" => *format*
sweep "foo${newline}bar:0" => *foo*bar*
TABLE

# --- --tokens FILE: TEXT => LINE:COLUMN: MESSAGE ---------------------------------

bad_tokens() {
    while IFS= read -r line; do
        case $line in
        '' | '#'*) continue ;;
        esac
        # shellcheck disable=SC2059
        printf "${line%% => *}" >t.txt
        run verify flip.tm 0 --tokens t.txt
        said="$said with t.txt = '${line%% => *}'"
        judge 2 "" "t.txt:${line#* => }"
    done
}

bad_tokens <<'TABLE'
 => 1:1: *
\n => 1:1: *
inp\n\neinp\n => 2:1: *
# how it begins
einp\n => 1:1: *inp*
sym:0\neinp\n => 1:1: *inp*
inp\n => [12]:1: *einp*
inp\nsym:0\n => [123]:1: *einp*
inp\nsym:0\nrun:h/1/R\n => [34]:1: *einp*
# what is no token
inp\neinp\nfoo\n => 3:1: *
inp\neinp\nfoo:0\n => 3:1: *
inp\neinp\nINP\n => 3:1: *
inp\neinp \n => 2:*: *
inp\n einp\n => 2:1: *
inp\neinp\noutp:3\n => 3:5: *
inp\neinp\nrun\n => 3:4: *
inp\neinp\nou\000tp\n => 3:*: *
inp\neinp\n\377\n => 3:1: *
# symbols
inp\nsym:\neinp\n => 2:5: *symbol*
inp\nsym:x\neinp\n => 2:5: *symbol*
inp\nsym:_\neinp\n => 2:5: *input symbol*
inp\nsym:01\neinp\n => 2:5: *symbol*
# runs and bits
inp\neinp\nrun:q9/0/R\n => 3:5: *state*
inp\neinp\nrun:/0/R\n => 3:5: *state*
inp\neinp\nrun:q/x/R\n => 3:7: *symbol*
inp\neinp\nrun:q/0/X\n => 3:9: *move*
inp\neinp\nrun:q/0/\n => 3:9: *move*
inp\neinp\nrun:q/0\n => 3:8: *
inp\neinp\nrun:q/0,1/R\n => 3:8: *
inp\neinp\nrun:q/0/R,R\n => 3:10: *
inp\neinp\nrun:q/0/R/\n => 3:10: *
inp\neinp\nbit:\n => 3:5: *
inp\neinp\nbit:++\n => 3:6: *
inp\neinp\nbit:0\n => 3:5: *
# a summary's
inp\neinp\nsumm\n => 3:1: *
inp\neinp\nesumm\n => 3:1: *
inp\neinp\ncell:0\n => 3:1: *
inp\neinp\nstate:q\n => 3:1: *
TABLE

{ printf 'inp\neinp\n'; many 20 'run:q/0/R'; } >long.txt
refuses <<'TABLE'
verify flip.tm 0 --tokens missing.txt => missing.txt: *
verify flip.tm 0 --tokens directory => directory: *
verify flip.tm 0 --tokens unreadable => unreadable: *
verify flip.tm 0 --tokens '' => *
verify flip.tm 0 --tokens long.txt -r 4 => *4 is too small*22 tokens*
TABLE
# The sequence that is checked is the one that -r's default has to hold.
run verify flip.tm 0 --tokens long.txt
judge 1 '*' ""
run verify flip.tm 0 --tokens long.txt -r 4 --force
judge 1 '*' ""

# --- trace --------------------------------------------------------------------

# Seven steps at r = 6, so one position block; the head is in cell 6 then.
prints 0 trace flip.tm 011010 <<'END'
inp
sym:0
sym:1
sym:1
sym:0
sym:1
sym:0
einp
run:q/1/R
run:q/0/R
run:q/0/R
run:q/1/R
run:q/0/R
run:q/1/R
pos
bit:-
bit:+
bit:+
bit:-
bit:-
bit:-
epos
run:h/_/S
outp
sym:1
sym:0
sym:0
sym:1
sym:0
sym:1
eoutp
END
mv want flip.trace

prints 0 trace flip.tm '' <<'END'
inp
einp
run:h/_/S
outp
eoutp
END

prints 0 trace words.tm '  aa	bb ' <<'END'
inp
sym:aa
sym:bb
einp
run:q/bb/R
run:q/aa/R
run:h/_/S
outp
sym:bb
sym:aa
eoutp
END

prints 0 trace utf8.tm 'ä😀' <<'END'
inp
sym:ä
sym:😀
einp
run:q₀/😀/R
run:q₀/ä/R
run:ende/□/S
outp
sym:😀
sym:ä
eoutp
END

prints 0 trace loops.tm 0 --steps 3 --max-steps 3 <<'END'
inp
sym:0
einp
run:q/0/S
run:q/0/S
run:q/0/S
END

prints 0 trace add 1+1 --steps 2 <<'END'
inp
sym:1
sym:+
sym:1
einp
run:q0.5/1,s/S,R
run:q1/s,1/R,R
END

# A cut that comes too late to cut, and one before the block.
run trace flip.tm 011010 --steps 7
judge 0 flip.trace ""
run trace flip.tm 011010 --steps 100
judge 0 flip.trace ""
head -n 14 flip.trace >want
run trace flip.tm 011010 --steps 6 -r 6
judge 0 want ""
run trace flip.tm 011010 --mode cot
judge 0 flip.trace ""
run trace flip.tm 011010 --max-steps 7
judge 0 flip.trace ""

# --- Where the machine comes from, and how arguments stand ----------------------

input=flip.tm
run trace - 011010
judge 0 flip.trace ""
input=/dev/null
run trace "$PWD/flip.tm" 011010
judge 0 flip.trace ""
sed "s/\$/$(printf '\r')/" flip.tm >crlf.tm
run trace crlf.tm 011010
judge 0 flip.trace ""
printf '%s' "$(cat flip.tm)" >cut.tm
run trace cut.tm 011010
judge 0 flip.trace ""
machine m.tm '# flips\n\n\thalt h # the end\nstart\t q\n  input 0 1 #\nblank _\ntapes 1\n'
sed -n '6,$p' flip.tm | sed 's/ / 	/g; s/$/ #-> /' >>m.tm
run trace m.tm 011010
judge 0 flip.trace ""

run trace "$srcdir/data/add.tm" 110+101
cp out add.trace
run trace add 110+101
judge 0 add.trace ""
(cd / && $limit "$TMPREC" trace add 110+101) >out 2>err
status=$?
said="cd /; tmprec trace add 110+101"
judge 0 add.trace ""
run run mul '1*1'
printf '1\n' >want
judge 0 want ""
run machines
judge 0 '*' ""
for machine in add mul; do
    check "$machine is not listed" grep -q "^$machine	" out
done
# A file of a shipped machine's name needs a slash.
cp flip.tm add
run trace ./add 011010
judge 0 flip.trace ""
rm add
mkdir a:b
cp flip.tm a:b/c:d.tm
run trace a:b/c:d.tm 011010
judge 0 flip.trace ""

# shellcheck disable=SC2120
same_trace() {
    while IFS= read -r line; do
        eval "set -- $line"
        run "$@"
        judge 0 flip.trace ""
    done
}
same_trace <<'END'
trace flip.tm 011010 -r 6
trace -r 6 flip.tm 011010
trace flip.tm -r 6 011010
trace flip.tm -r6 011010
trace --mode cot flip.tm -r 6 011010 --max-steps 99
trace --mode=cot -r 6 -- flip.tm 011010
trace flip.tm -- 011010
trace flip.tm -r 8 011010 -r 6
trace -- flip.tm 011010
trace ./flip.tm 011010 --
END

refuses <<'TABLE'
trace -- flip.tm 0 -r 6 => *'-r'*
trace flip.tm -- -r => input, character 1: '-'*
trace -- --mode cot => --mode: *
TABLE

# --- Machines from elsewhere: --from, convert, a machine as the argument itself --------

same_trace <<'END'
trace flip.tm 011010 --from tm
trace --from TM flip.tm 011010
END
printf '0 0 1 r 0\n0 1 0 r 0\n0 _ _ * halt\n' >flip.txt
printf 'init: 0\naccept: h\n0,0\n0,1,>\n0,1\n0,0,>\n0,_\nh,_,-\n' >flip.sim
printf "blank: _\nstart state: q\ntable:\n  q: {0: {write: 1, R}, 1: {write: 0, R}, _: {N: h}}\n  h:\n" >flip.yaml
sed 's/run:q/run:0/; s/run:h/run:halt/' flip.trace >flip.txt.trace
sed 's/run:q/run:0/' flip.trace >flip.sim.trace
cp flip.trace flip.yaml.trace
for file in flip.txt flip.sim flip.yaml; do
    run trace $file 011010
    judge 0 $file.trace ""
    input=$file
    run trace - 011010
    judge 0 $file.trace ""
    input=/dev/null
    run convert $file
    cp out again.tm
    run trace again.tm 011010
    judge 0 $file.trace ""
    run run $file 011010
    printf '100101\n' >want
    judge 0 want ""
    run verify $file 011010
    judge 0 '*' ""
    run info $file -r 4
    judge 0 '*' ""
    for notation in tmsim morphett tmio; do
        run convert $file --to $notation
        cp out there
        input=there
        run convert - --from $notation --to $notation
        judge 0 there ""
        input=/dev/null
    done
done
printf 'A _ -> B 1 R\nA 0 -> B 1 R\nA 1 -> B 1 L\nB _ -> A 1 L\nB 0 -> A 1 L\nB 1 -> Z 1 R\n' >want
run convert 1RB1LB_1LA1RZ
sed '/ -> /!d' out >there
mv there out
judge 0 want ""
prints 0 convert 1RB---_1LA1LB --to bb <<END
1RB1RZ_1LA1LB
END
run trace 1RB1RZ_1LA1LB 11
judge 0 '*' ""
run sweep 1RB1RZ_1LA1LB:11 --bits 8 --family fixed
judge 0 '*' ""
prints 0 convert flip.tm <<END
tapes 1
blank _
input 0 1
start q
halt h
$(sed -n '/ -> /p' flip.tm)
END
for machine in add mul brackets; do
    run convert $machine
    cp out there
    run convert ./there
    judge 0 there ""
done

refuses <<'TABLE'
convert => *MACHINE*
convert flip.tm x => *'x'*
convert flip.tm --to foo => --to 'foo'*tm, tmsim, morphett, bb, tmio
convert flip.tm --to '' => --to ''*
convert flip.tm --to tm,bb => --to 'tm,bb'*
convert flip.tm --from foo => --from 'foo'*tm, tmsim, morphett, bb, tmio
convert flip.tm --from => *--from*argument*
convert missing.txt => missing.txt: *
convert directory => directory: *
convert flip.tm --to tmsim => tmsim: *left end*
convert flip.tm --to morphett => morphett: *left end*
convert flip.tm --to bb => bb: *left end*
convert flip.tm --to tmio => tmio: *left end*
convert flip.txt --to bb => bb: *
convert flip.txt --from bb => flip.txt:1:2: *
convert flip.txt --from tm => flip.txt:1:1: unknown header '0'
convert flip.tm --from tmio => flip.tm:1:1: no machine*
convert flip.sim --from morphett => flip.sim:1:8: *symbol*missing*
convert flip.yaml --from tmsim => flip.yaml:1:1: *
convert 1RB1LB_1LA => 1RB1LB_1LA:1:11: *equally long*
trace 1RB1LB_1LA1R 0 => 1RB1LB_1LA1R:1:13: *
trace 1RB1LB_1LA1RZ 0 --from tm => 1RB1LB_1LA1RZ: no such file*
run flip.txt 0 --from foo => --from 'foo'*
verify flip.txt 0 --from tm => flip.txt:1:1: *
info flip.txt -r 4 --from tm => flip.txt:1:1: *
sweep flip.txt:0 --from tm => flip.txt:1:1: *
trace flip.tm 0 --to tm => *--to*
machines --from tm => *--from*
formats --from tm => *--from*
TABLE

# --- run ------------------------------------------------------------------------

prints 0 run flip.tm 011010 <<END
100101
END
prints 0 run flip.tm '' <<END

END
prints 0 run words.tm 'aa bb  aa' <<END
bb aa bb
END
prints 0 run utf8.tm 'ä😀ä' <<END
😀ä😀
END
prints 0 run add 110+101 <<END
1011
END
input=flip.tm
prints 0 run - 01 <<END
10
END
input=/dev/null
for arithmetic in '--format exact' '--format EXACT' '--format real' '--format fixed:1.6' '--format p:8 --beta 20' \
    '--format e4m3' '--format mpfr:20' '--act fixed:1.0' '--attn p:8' '--act p:8 --attn real' '--beta auto' \
    '--format mpfr:9 --beta auto --round rne' '--round rne' '--format MPFR:FP16' '--format mpfr:e4m3b5' '--format BF16' \
    '--format mpfr:e5m10fnftz --overflow nan' '--format e4m3fn --act int8' '--format posit16' '--format fp16 --logit mxfp8e4m3fn' \
    '--format fp64 --logit fp32 --exp tf32 --acc fp32 --param bf16' '--acc p:12 --sum pairwise' \
    '--sum Compensated --acc fp32' '--logit fp16 --subtract before' '--logit fp16 --subtract AFTER' '--subtract after' \
    '--format fp16 --round rtz --round attn:RNE' '--format mpfr:12 --round act:rne' '--format fp16 --round rsr --seed 9007199254740992' \
    '--format fp16 --round logit:rtz' '--seed 7' '--overflow auto'; do
    # shellcheck disable=SC2086
    prints 0 run flip.tm 01 $arithmetic <<END
10
END
done

sed '1,/^einp$/d' flip.trace >want
run run flip.tm 011010 --tokens
judge 0 want ""
run run flip.tm 011010 --tokens --format fixed:1.6
judge 0 want ""
sed '1,/^einp$/d' flip.trace | head -n 3 >want
run run flip.tm 011010 --tokens --steps 3
judge 0 want ""
run run loops.tm 0 --steps 5 --max-steps 5
judge 0 "" ""

# Status 1: tied, with and without tokens; full; another word; too shallow.
run run add 1+1 --format real --beta 3
judge 1 "" '*tie*'
run run add 1+1 --format real --beta 3 --tokens
judge 1 '*' '*tie*'
run run flip.tm 01 --format real --beta 0
judge 1 "" '*tie*'
run run flip.tm 0110101 --format real --beta 2
judge 1 "" '*64*full*eoutp*'
run run flip.tm 0110101 --format real --beta 4
printf '1\n' >want
judge 1 want '*output*'
run run add 1+1 -r 4 --force
judge 1 "" '*'

# --- verify ---------------------------------------------------------------------

printf 'exact\t1\ntokens\t23\n' >want
for arithmetic in '' '--format real' '--format mpfr:20' '--format fixed:1.6' '--format p:9 --beta 20'; do
    # shellcheck disable=SC2086
    run verify flip.tm 011010 $arithmetic
    judge 0 want ""
done
printf 'exact\t1\ntokens\t3\n' >want
run verify add 1+1 --steps 3
judge 0 want ""
run verify loops.tm 0 --steps 3
judge 0 want ""

# Activations: hardmax's own are its own; a softmax leaks without a coarse format.
printf 'exact\t1\nexact_act\t1\ntokens\t23\n' >want
run verify flip.tm 011010 --activations
judge 0 want ""
printf 'exact\t1\nexact_act\t0\ntokens\t23\n' >want
run verify flip.tm 011010 --activations --format mpfr:20
judge 1 want ""
run verify flip.tm 011010 --activations --format real
judge 1 want ""
run verify add 1+1 --activations --format real --beta 3
judge 1 '*' ""
check "exact_act is 0 whenever exact is" grep -q '^exact_act	0$' out

# verify_line NAME: its value in the output
verify_line() { sed -n "s/^$1	//p" out; }

# The first error of a softmax that is too soft stands in the sequence at
# prompt end + 1 + number.
run verify add 1+1 --format real --beta 3
judge 1 '*' ""
"$TMPREC" trace add 1+1 >add.trace
number=$(verify_line first_error)
line=$(awk -v n="${number:-0}" '/^einp$/ { end = NR } END { print end + 1 + n }' add.trace)
check "exact and tokens come first" [ "$(head -n 2 out)" = "exact	0${newline}tokens	$(($(wc -l <add.trace) - 5))" ]
check "expected is not the token of that number" [ "$(verify_line expected)" = "$(sed -n "${line}p" add.trace)" ]
check "predicted is missing" [ -n "$(verify_line predicted)" ]
run verify add 1+1 -r 4 --force
judge 1 '*' ""

# --tokens: the machine's own sequence; then one token changed, everywhere.
run verify flip.tm 011010 --tokens flip.trace
printf 'exact\t1\ntokens\t23\n' >want
judge 0 want ""
input=flip.trace
run verify flip.tm 011010 --tokens -
judge 0 want ""
input=/dev/null
sed "s/\$/$(printf '\r')/" flip.trace >t.txt
run verify flip.tm 011010 --tokens t.txt
judge 0 want ""
for line in 9 10 14 15 16 17 21 22 23 24 25 30 31; do
    right=$(sed -n "${line}p" flip.trace)
    wrong=run:q/0/L
    [ $line -lt 23 ] || wrong=epos
    sed "${line}s,.*,$wrong," flip.trace >t.txt
    run verify flip.tm 011010 --tokens t.txt
    said="$said with line $line changed"
    printf 'exact\t0\ntokens\t23\nfirst_error\t%d\nexpected\t%s\npredicted\t%s\n' $((line - 9)) "$wrong" "$right" >want
    judge 1 want ""
done
# A prompt of its own, and not to the end.
head -n 12 flip.trace | sed '2,3d' >t.txt
printf 'exact\t0\ntokens\t4\nfirst_error\t0\nexpected\trun:q/1/R\npredicted\trun:q/0/R\n' >want
run verify flip.tm '' --tokens t.txt
judge 1 want ""

# --- Layers apart -----------------------------------------------------------------

printf 'exact\t1\ntokens\t23\n' >want
for rules in '--at 1:act=p:4' '--at 3..9:attn=real --at 5:beta=auto' '--at 1000:act=p:1 --at 500..600:beta=0' \
    '--at 1..1000:ATTN=P:1 --at 1..1000:attn=real' '--at 2:acc=fp32 --sum pairwise' '--at 2:logit=fp16 --subtract before'; do
    # shellcheck disable=SC2086
    run verify flip.tm 011010 --act fixed:1.0 $rules
    judge 0 want ""
done
run verify flip.tm 011010 --format mpfr:3 --at 1..1000:mpfr=20 --at 4:mpfr=fp32
judge 0 want ""
run verify flip.tm 011010 --format mpfr:20 --at 4:mpfr=2 --at 9..14:mpfr=1
judge 1 '*' ""
run verify flip.tm 011010 --act fixed:1.0 --at 1:beta=0
judge 1 '*' ""
echo 100101 >want
run run flip.tm 011010 --act fixed:1.0 --at 4..6:attn=p:1
judge 0 want ""
run sweep flip.tm:011010 --family fixed --bits 2 --at 1..1000:attn=p:1
judge 0 '*' ""
check "the rule for all layers makes no difference" [ "$(sed 1d out | cut -d , -f 14)" = 1 ]
run sweep flip.tm:011010 --family fixed --bits 6 --at 1:beta=0
check "the rule for layer 1 makes no difference" [ "$(sed 1d out | cut -d , -f 14)" = 0 ]

# --- margins ----------------------------------------------------------------------

columns=layer,head,out,query,key,value,gap,gap_token,ties,ties_token,nonzero,nonzero_token,leak,leak_token,needs,slack,slack_token,run_gap,run_gap_token,run_ties,run_ties_token,run_nonzero,run_nonzero_token,run_leak,run_leak_token,run_slack,run_slack_token
run margins third 110
judge 0 '*' ""
check "not the columns" [ "$(head -n 1 out | tr -d '\r')" = $columns ]
check "lines do not end with CR LF" [ "$(grep -c "$(printf '\r')\$" out)" = "$(grep -c '' out)" ]
check "rows differ in the number of their fields" [ "$(tr -d '\r' <out | awk -F , '{ print NF }' | sort -u)" = 27 ]
check "not a row a head and one for the unembedding" [ "$(grep -c '' out)" = 25 ]
check "columns of a run in hardmax" [ -z "$(sed 1d out | tr -d '\r' | cut -d , -f 18- | tr -d ,'\n')" ]
printf '1,0,seen_outp,one,is_outp,is_outp,1,9,9,8,1,9,0.00630385,12,0,1,9,,,,,,,,,,\r\n' >want
check "not the row of seen_outp" grep -Fqx "$(cat want)" out
# log(12 (2 + 1) / (2 - 1)) / 7.5 for one significand bit
run margins third 110 --act fixed:1.0 --attn p:1 --beta 7.5
check "not what one significand bit needs" [ "$(sed -n 2p out | cut -d , -f 15-17)" = 0.477803,0.522197,12 ]
check "no columns of the run" [ "$(sed -n 2p out | cut -d , -f 18,19)" = 1,9 ]
run margins third 110 --format real
check "needs of what is not rounded" [ "$(sed -n 2p out | cut -d , -f 15-17)" = ,, ]
run margins third 110 --format p:4 --beta 0
judge 0 '*' ""
check "a gap is enough at beta = 0" [ "$(sed -n 2p out | cut -d , -f 15-17)" = inf,-inf,9 ]
run margins third 110 --act fixed:1.0 --beta 5 --at 1:beta=0
check "the layer with another beta" [ "$(sed -n 2,3p out | cut -d , -f 15 | paste -sd ' ')" = 'inf 0.496981' ]
run margins third 110 --logit e4m3 --act e4m3 --overflow inf --beta 100
judge 0 '*' ""
check "no NaN" grep -q ',nan,' out
for arithmetic in '--format mxfp8e4m3fn' '--act int4' '--format mpfr:3' '--beta 3' '-r 8' '--steps 2' '--format fixed:1.0 --round rsr' \
    '--mode scot --format fp16' '-r 4 --force --format bf16'; do
    # shellcheck disable=SC2086
    run margins third 110110 $arithmetic
    judge 0 '*' ""
done
run margins third 110 --beta 3
check "leaks are not those of beta" [ "$(sed -n 2p out | cut -d , -f 13)" = 0.374 ]
run margins third 110 --pretty
judge 0 '*' ""
check "empty columns" [ "$(head -n 1 out | tr -s ' ' '\n' | tail -n 1)" = slack_token ]
check "lines of different ends" [ "$(grep -c "$(printf '\r')" out)" = 0 ]
run margins third 110 --time
judge 0 '*' '*[0-9] s'

# --- locate -----------------------------------------------------------------------

printf 'exact\t1\ntokens\t23\n' >want
for arithmetic in '' '--act fixed:1.0 --attn p:1'; do
    # shellcheck disable=SC2086
    run locate flip.tm 011010 $arithmetic
    judge 0 want ""
done
# Exact, though activations differ: the first that does.
run locate flip.tm 011010 --format real
judge 0 '*' ""
check "not exact" [ "$(head -n 1 out)" = 'exact	1' ]
check "not a first difference" is 'first *' "$(tail -n 1 out)"
check "more than the first difference" [ "$(wc -l <out)" = 4 ]
run locate third 110 --act p:8 --beta 1e4
printf 'exact\tunknown\ntokens\t9\n' >want
judge 1 want ""
run locate counter 11000001 --format fixed:1.2
judge 1 '*' ""
check "not a table of words" [ "$(sed -n '/^operation/,/^decisive/p' out | awk '{ print NF }' | sort -u)" = 11 ]
check "not the decisive operation" [ "$(sed -n 's/^decisive *//p' out | tr -s ' ')" = '13 run:scan/0,o/S,S 13 attention 0 written[1] attn 1 0.75 1' ]
check "not what mends it" [ "$(sed -n 's/^mend	//p' out | paste -sd ' ')" = '13:attn=real 15:attn=real' ]
run verify counter 11000001 --format fixed:1.2 --at 13:attn=real --at 15:attn=real
judge 0 '*' ""
for rule in 13:attn=real 15:attn=real; do
    run verify counter 11000001 --format fixed:1.2 --at $rule
    judge 1 '*' ""
done
# A neuron by what it adds to.
run locate third 110 --act e4m1 --param p:1
judge 1 '*' ""
check "not the neuron's registers" [ "$(sed -n 's/^decisive *//p' out | tr -s ' ')" = '4 einp 15 neuron 1 new_state+new_sym[1]+new_move[1] param 1 0 0.5' ]
run locate third 110 --act fixed:1.0 --at 14:beta=0
judge 1 '*' ""
check "not the layer of the rule" [ "$(sed -n 's/^mend	//p' out)" = 14:beta=60 ]
run locate add 11+1 --mode scot --act fixed:1.0 --attn fixed:1.1
judge 1 '*' ""
check "tokens are not counted through all segments" [ "$(sed -n 's/^first *\([0-9]*\) .*/\1/p' out)" = 55 ]
for arithmetic in '--act fixed:2.4 --acc p:2' '--act fixed:2.4 --logit p:2 --subtract before --beta 0' '--format mpfr:2' '--format fixed:1.0 --round rsr --beta 1'; do
    # shellcheck disable=SC2086
    run locate third 110 $arithmetic
    judge 1 '*' ""
    check "nothing mends it" grep -q '^mend	[0-9]' out
done
# Nothing mends an R that is too small, nor noise; and where hardmax averages there is no first.
run locate third 110110110 -r 4 --force --format fp16
judge 1 '*' 'nothing mends the run: it fails with all numbers made precise'
check "something mends it" [ "$(tail -n 1 out)" = 'mend	none' ]
run locate third 110 --act fixed:1.0 --attn p:24 --noise attn:uniform:5
judge 1 '*' 'nothing mends the run: noise stays*'
run verify counter 1101 --force -r 4 --act fixed:1.0 --attn p:8
cp out want
printf 'mend\tnone\n' >>want
"$TMPREC" locate counter 1101 --force -r 4 --act fixed:1.0 --attn p:8 >out 2>err || :
check "not without a first" cmp -s out want
check "not why" grep -q '^tmprec: from token 16 on ' err
# Formats that --at does not take: the first difference all the same.
for format in int4 mxfp4; do
    run locate counter 11000001 --format $format
    judge 1 '*' 'what would mend the run is not looked for: --at goes with fixed and floating point formats only*'
    check "no first difference" is '* 13 attention 0 written\[1\] - 1 0.*' "$(sed -n 's/^first *//p' out | tr -s ' ')"
    check "more than that" [ "$(tail -n 1 out | cut -c 1-5)" = first ]
done

# --- explain ----------------------------------------------------------------------

run explain third 110 --token 8
judge 0 '*' ""
check "not the token" [ "$(head -n 1 out)" = 'token 8: run:done/_/S, position 8' ]
check "not what is predicted" [ "$(tail -n 1 out)" = 'The next token: 9 outp' ]
check "not a line a layer" [ "$(grep -c '^layer ' out)" = 18 ]
check "not a line a head" [ "$(grep -c '<-' out)" = 23 ]
check "not in words" grep -Fqx '    * when last? one bit of that time a layer, the highest first (layers 10 to 13)' out
check "no strip" grep -Fqx '    .......#.  prev_head[1] <- head[1] of 7 run:rem0/0/R; leads by 2' out
check "not what attention brings" grep -Fqx '    attention: read[1] = _' out
run explain third 110 --token 0
check "a prediction in the prompt" [ "$(tail -n 1 out)" = 'This is part of the prompt: nothing is predicted here.' ]
run explain add 11+1 --mode scot --token 70
judge 0 '*' ""
check "not the segment" is 'token 70: *, segment 2, position 41' "$(head -n 1 out)"
run explain third 110 --token 5 --steps 3
check "not the run that is cut" [ "$(tail -n 1 out)" = 'The next token: 6 run:rem0/1/R' ]
run explain mul '1011*100' --token 600
judge 0 '*' ""
check "a strip of more than 64" [ "$(sed -n 's/^    \([.#]*\)  .*<-.*/\1/p' out | awk '{ print length($0) <= 64 }' | sort -u)" = 1 ]

# --- info: the numbers of the theorem, from the file ------------------------------

log2() {
    bits=1
    while [ $((1 << bits)) -lt "$1" ]; do
        bits=$((bits + 1))
    done
    echo $bits
}

most() { printf '%s\n' "$@" | sort -n | tail -n 1; }

# count_names FILE FIELDS: how many names stand in these fields of the transitions
# and in the headers given
count_names() {
    awk -v fields="$2" -v headers="$3" '
        { sub(/(^|[ \t])#.*/, "") }
        index(headers, " " $1 " ") && !/->/ { for (i = 2; i <= NF; i++) seen[$i] }
        /->/ { n = split(fields, at, " "); for (i = 1; i <= n; i++) seen[$at[i]] }
        END { n = 0; for (name in seen) n++; print n }' "$1"
}

# theorem FILE TAPES R: the table's third column
theorem() {
    K=$2 r=$3
    if [ "$K" -eq 1 ]; then
        Q=$(count_names "$1" '1 4' ' start halt ') G=$(count_names "$1" '2 5' ' blank input ') power=$G
    else
        Q=$(count_names "$1" '1 5' ' start halt ') G=$(count_names "$1" '2 3 6 7' ' blank input ') power=$((G * G))
    fi
    dQ=$(log2 "$Q") dG=$(log2 "$G")
    printf '%s\n' $((5 * r / 2 + 8)) $((3 * K)) $((4 * r - 1)) "$(most "$r" "$dQ" "$dG")" \
        "$(most $((18 * r + 2)) $((14 * K * r + 2 * r)) $((Q * power + 1)))" \
        $((6 * K * r + 6 * r + 3 * dQ + (3 * K + 1) * dG + 10 * K + 21))
}

info_is() {
    run info "$1" -r "$3"
    judge 0 '*' ""
    printf 'L\nH\nd_k\nd_v\nd_ff\nd\n' >names
    theorem "$2" "$4" "$3" | paste names - >want
    sed 1d out | cut -f 1,3 >got
    check "expected in column theorem: $(cat want)" cmp -s got want
    check "not a header and six lines of three fields" \
        [ "$(awk -F '\t' 'NF == 3' out | wc -l) $(wc -l <out) $(head -n 1 out | tr '\t' ' ')" = '7 7 name built theorem' ]
    check "built is not as the theorem says" \
        awk -F '\t' 'NR > 1 && !($2 == $3 || ($1 == "d_ff" && $2 > 0 && $2 < $3)) { exit 1 }' out
}
for bits in 4 8 16; do
    info_is add "$srcdir/data/add.tm" $bits 2
    info_is flip.tm flip.tm $bits 1
done
run info add -r 16
check "d_ff is met where the table is not what leads" [ "$(sed -n 's/^d_ff	//p' out)" = "480	480" ]

# The default of r: 16 tokens fit 2^4, 18 do not.
run info four.tm 0000
check "expected r = 4" [ "$(sed -n 's/^L	//p' out)" = "18	18" ]
run info four.tm 00000
check "expected r = 6" [ "$(sed -n 's/^L	//p' out)" = "23	23" ]
run info loops.tm 0 --steps 20
check "expected r = 6 for a run that is cut" [ "$(sed -n 's/^L	//p' out)" = "23	23" ]

# --- Two-way machines ---------------------------------------------------------------

# Writes a 1 left of the word and halts on its first symbol.
machine left.tm '@two-way\nq 0 -> q 0 L\nq 1 -> q 1 L\nq _ -> h 1 R\n'
# Is two-way, and stays right of cell 0.
machine right.tm '@two-way\nq 0 -> q 1 R\nq 1 -> q 0 R\nq _ -> h _ S\n'

refuses <<'END'
trace left.tm 10 => step 1 takes the head of tape 1 left of cell 0: *--two-way fold*
trace left.tm 10 --two-way refuse => step 1 takes the head of tape 1 left of cell 0*
trace left.tm 10 --two-way fold --two-way refuse => step 1 takes*
run left.tm 10 => step 1 takes*
verify bb3 '' => step 9 takes the head of tape 1 left of cell 0*
info left.tm 10 => step 1 takes*
sweep left.tm:10 --bits 4 --family fixed => left.tm:10: step 1 takes*
run left.tm 10 --two-way both => --two-way 'both' is not one of refuse, fold
run left.tm 10 --two-way => option --two-way needs an argument*
machine left.tm 2 => input, character 1*
machine left.tm 10 --steps x => --steps 'x': not a whole number
machine none.tm => none.tm: *
verify bb5 '' --two-way fold => the machine has not halted after 10000000 steps (--max-steps)
END

prints 0 trace left.tm 10 --two-way fold <<'END'
inp
sym:1
sym:0
einp
run:q-/1,>/R,R
run:h/0,1/L,L
outp
sym:1
sym:0
eoutp
END
prints 0 run left.tm 10 --two-way fold <<'END'
10
END
prints 0 run bb4 '' --two-way FOLD <<'END'
1111
END
for mode in cot scot; do
    for machine in bb2 bb3 bb23; do
        run verify $machine '' --two-way fold --mode $mode
        judge 0 '*' ""
    done
done
run sweep left.tm:10 --bits 8 --family fixed --two-way fold --mode cot,scot
judge 0 '*' ""
check "a folded machine is not exact in a sweep" [ "$(cut -d , -f 14 out | tr '\n' ' ')" = 'exact 1 1 ' ]
# Dimensions: of two tapes, with an input and without.
run info left.tm 10 --two-way fold -r 6
cp out folded.info
run info left.tm --two-way fold -r 6
judge 0 folded.info ""
check "H is not that of two tapes" [ "$(sed -n 's/^H	//p' out)" = '6	6' ]

# What need not be folded is what it was.
run trace flip.tm 011010 --two-way fold
judge 0 flip.trace ""
for rule in refuse fold; do
    run trace right.tm 011010 --two-way $rule
    judge 0 flip.trace ""
done

# --- machine ------------------------------------------------------------------------

prints 0 machine left.tm 10 --two-way fold <<'END'
left.tm

tapes        2, one-way, folded
states       q q-
             start q, halt h
blank        _
input        0 1
others       >
table        partial: 12 transitions for 32 configurations; 20 are missing:
             q _ 0, q _ 1, q _ >, q 0 0, ...
transformer  d_Q = 2 bits of state, d_G = 2 bits of symbol, 12 neurons for the table
             --mode cot   r = 4, L = 18, H = 6, d_k = 15, d_v = 4, d_ff = 120, d = 133
             --mode scot  r = 4, L = 18, H = 8, d_k = 15, d_v = 4, d_ff = 153, d = 177

  q  0 _ -> q- 0 > R R
  q  1 _ -> q- 1 > R R
  q  _ _ -> h  1 > R R

  q- _ 0 -> q- _ 0 R R
  q- 0 0 -> q- 0 0 R R
  q- 1 0 -> q- 1 0 R R
  q- _ 1 -> q- _ 1 R R
  q- 0 1 -> q- 0 1 R R
  q- 1 1 -> q- 1 1 R R
  q- _ _ -> h  _ 1 L L
  q- 0 _ -> h  0 1 L L
  q- 1 _ -> h  1 1 L L

  step  state  tape 1  tape 2
     0  q      |[1]0   |[_]_
     1  q-     | 1[0]  | >[_]
     2  h      |[1]0   |[>]1

steps        2, halted
output       '10'
tape 1       non-zero cells: 2; visited left of cell 0: 0, right of it: 1
tape 2       non-zero cells: 2; visited left of cell 0: 0, right of it: 1
END
prints 0 machine left.tm 10 <<'END'
left.tm

tapes        1, two-way
states       q
             start q, halt h
blank        _
input        0 1
others       none
table        total: 3 transitions, one for each state and symbols read
transformer  d_Q = 1 bits of state, d_G = 2 bits of symbol, 3 neurons for the table
             none for this run: step 1 takes the head of tape 1 left of cell 0: the machine is two-way; try --two-way fold

  q 0 -> q 0 L
  q 1 -> q 1 L
  q _ -> h 1 R

  step  state  tape 1
     0  q       _|[1]0
     1  q      [_]|1 0
     2  h       1|[1]0

steps        2, halted
output       '10'
tape 1       non-zero cells: 3; visited left of cell 0: 1, right of it: 0
END
# A machine without an input; one that is stuck, or goes on, is shown as far as it goes.
run machine add
judge 0 '*' ""
check "a run without an input" [ "$(grep -c step out)" = 0 ]
run machine stuck.tm 01
judge 0 '*' ""
check "it is not said that it is stuck" grep -q "^ *the machine is stuck after 1 steps: no transition from state 'q' reading '1'" out
check "not two lines of the run" [ "$(sed -n '/^  step/,/^$/p' out | grep -c '|')" = 2 ]
run machine loops.tm 0 --max-steps 300 --steps 5
judge 0 '*' ""
check "it is not said that it goes on" grep -q '^steps  *300, not halted (--max-steps)$' out
check "not six lines of the run, and the last" [ "$(sed -n '/^  step/,/^$/p' out | grep -c '|')" = 7 ]
run machine flip.tm 011 --steps 0
check "lines of the run" [ "$(grep -c '|' out)" = 0 ]
# Lines do not grow with the tape.
run machine flip.tm "$(printf '%0200d' 1)" --steps 300
check "long lines" [ "$(sed -n '/^  step/,/^$/p' out | awk 'length > 130' | wc -l) $(sed -n '/^  step/,/^$/p' out | grep -c '\[')" = '0 202' ]
# The ladder, as published: NAME STEPS NON-ZERO LEFT RIGHT
while read -r name steps nonzero left right; do
    run machine "$name" '' --steps 0 --max-steps 50000000
    judge 0 '*' ""
    tail -n 3 out | sed 2d >got
    {
        echo "steps        $steps, halted"
        echo "tape 1       non-zero cells: $nonzero; visited left of cell 0: $left, right of it: $right"
    } >want
    check "expected $(cat want)" cmp -s got want
done <<'END'
bb2 6 4 2 1
bb3 21 5 1 3
bb23 38 9 6 2
bb4 107 13 10 3
bb24 3932964 2050 15 2034
bb5 47176870 4098 12243 45
END

# --- help and version ---------------------------------------------------------------

for option in --help -h; do
    run $option
    judge 0 '*' ""
    check "no usage line" is 'usage: tmprec *' "$(head -n 1 out)"
done
commands=$(sed -n '/^Commands:/,/^$/s/^  *\([a-z][a-z]*\) .*/\1/p' out | tr '\n' ' ')
for command in trace run verify info sweep margins locate explain trials machine convert machines formats; do
    check "--help does not list $command" is "* $command *" " $commands"
done
run --version
judge 0 '*' ""
check "not a line 'tmprec NUMBER'" is 'tmprec [0-9]*.[0-9]*' "$(cat out)"
for command in $commands; do
    for option in --help -h; do
        run "$command" $option
        judge 0 '*' ""
        check "no usage line" is "usage: tmprec $command*" "$(head -n 1 out)"
    done
    check "the options are not listed" grep -q '^  -h, --help' out
    # Help also when the rest is not there yet, or not right.
    run "$command" foo bar baz --help
    judge 0 '*' ""
done

# --- sweep ----------------------------------------------------------------------------

header=machine,input,mode,r,n,layers,width,sites,family,format,bits,round,beta,exact,exact_act,tokens,first_error

# rows: what was written, without header and carriage returns
rows() { sed 1d out | tr -d '\r'; }

# column N: the values of a column, in order, with blanks between
column() { rows | cut -d , -f "$1" | tr '\n' ' '; }

# distinct N: the values of a column, each where it changes
distinct() { rows | cut -d , -f "$1" | uniq | tr '\n' ' '; }

is_csv() {
    check "expected the header $header" [ "$(head -n 1 out)" = "$header$(printf '\r')" ]
    check "a line does not end with CR LF" [ "$(grep -c "$(printf '\r')\$" out)" -eq "$(wc -l <out)" ]
    check "not 17 columns everywhere" [ "$(tr -d '\r' <out | awk -F , 'NF == 17' | wc -l)" -eq "$(wc -l <out)" ]
}

run sweep flip.tm:01 --bits 4
judge 0 '*' ""
is_csv
cut -d , -f 1-13,16 out | tr -d '\r' >got
cat >want <<END
$(echo "$header" | cut -d , -f 1-13,16)
flip.tm,01,cot,4,11,18,90,act+attn,fixed,fixed:1.2,4,rne,7.545177444479562,7
flip.tm,01,cot,4,11,18,90,act+attn,float,e2m1,4,rne,7.545177444479562,7
flip.tm,01,cot,4,11,18,90,all,mpfr,mpfr:4,4,rne,7.545177444479562,7
END
check "expected: $(cat want)" cmp -s got want

grid='flip.tm:01 flip.tm:0110101 --bits 4,6..7 --beta auto,10,12.5 --family fixed,float -r 6,8'
# shellcheck disable=SC2086
run sweep $grid --jobs 1
judge 0 '*' ""
is_csv
cp out grid.csv
check "expected 72 rows" [ "$(rows | wc -l)" -eq 72 ]
check "rows are repeated" [ "$(rows | cut -d , -f 1-13 | sort -u | wc -l)" -eq 72 ]
check "machines and inputs are not in the order given" [ "$(distinct 1,2)" = "flip.tm,01 flip.tm,0110101 " ]
for jobs in 2 5; do
    # shellcheck disable=SC2086
    run sweep $grid --jobs $jobs
    judge 0 grid.csv ""
done
# shellcheck disable=SC2086
run sweep $grid
judge 0 grid.csv ""

# Each row says what verify says.
rows | awk 'NR % 9 == 1' >some
while IFS=, read -r name word mode r n layers width sites family format bits round beta exact exact_act tokens first_error; do
    printf 'exact\t%s\nexact_act\t%s\ntokens\t%s\n' "$exact" "$exact_act" "$tokens" >want
    [ -z "$first_error" ] || printf 'first_error\t%s\n' "$first_error" >>want
    run verify "$name" "$word" --mode "$mode" -r "$r" --format "$format" --round "$round" --beta "$beta" --activations
    grep -v -e '^expected' -e '^predicted' -e '^ties' out >got
    check "the row has $sites $family $bits $n $layers $width: $(cat want)" cmp -s got want
done <some

# The columns one by one.
run sweep flip.tm:01 --bits 6,4,5 --family fixed
judge 0 '*' ""
check "bits are not in the order given" [ "$(column 11)" = '6 4 5 ' ]
check "formats of fixed" [ "$(column 10)" = 'fixed:1.4 fixed:1.2 fixed:1.3 ' ]
run sweep flip.tm:01 --bits 4..9 --family float
check "formats of float" [ "$(column 10)" = 'e2m1 e2m2 e3m2 e3m3 e4m3 e5m3 ' ]
run sweep flip.tm:01 --bits 1,3..4 --family mpfr
check "formats of mpfr" [ "$(column 10)" = 'mpfr:1 mpfr:3 mpfr:4 ' ]
for sites in act attn act+attn; do
    run sweep flip.tm:01 --bits 4 --sites $sites
    judge 0 '*' ""
    check "the column sites" [ "$(column 8)" = "$sites $sites all " ]
done
run sweep flip.tm:01 --bits 4 --sites attn --act fixed:1.0 --family fixed
check "a site that is set is rounded as well" [ "$(column 8)" = 'act+attn ' ]
run sweep flip.tm:01 --bits 4 --sites attn --act real --family fixed
check "a site that is real is not rounded" [ "$(column 8)" = 'attn ' ]
run sweep flip.tm:01 --bits 4 --family fixed --beta 10,12.5,auto,0.1,9.75e1,2.50,123456,0.30000000000000004,7
judge 0 '*' ""
check "beta is not the shortest decimal" \
    [ "$(column 13)" = '10 12.5 7.545177444479562 0.1 97.5 2.5 123456 0.30000000000000004 7 ' ]
run sweep flip.tm:01 --bits 4 --family fixed --beta 8,0.1..0.7:0.1,auto,0..0:3,9..10:00.50,0.05
judge 0 '*' ""
check "ranges of beta" \
    [ "$(column 13)" = '8 0.1 0.2 0.3 0.4 0.5 0.6 0.7 7.545177444479562 0 9 9.5 10 0.05 ' ]
# Each is the number that a user would write, not a sum of steps: 0.001, 0.002, ..
run sweep flip.tm:01 --bits 4 --family fixed --beta 0.001..2:0.001
judge 0 '*' ""
awk 'BEGIN { for (i = 1; i <= 2000; i++) printf "%.6g ", i / 1000 }' /dev/null >want
column 13 >got
check "steps that add up errors" cmp -s got want
run sweep four.tm:0000 four.tm:00000 --bits 4 --family fixed
check "r, n, layers and width" [ "$(rows | cut -d , -f 4-7 | tr '\n' ' ')" = '4,16,18,96 6,18,23,120 ' ]
run sweep flip.tm:01 -r 4..8 --bits 4 --family fixed
check "a range of r" [ "$(column 4)" = '4 6 8 ' ]
run sweep four.tm:00000 -r 4,6 --force --bits 4 --family fixed
judge 0 '*' ""
check "--force" [ "$(column 4)" = '4 6 ' ]
run sweep loops.tm:0 --steps 3 --bits 4 --family fixed
judge 0 '*' ""
check "--steps" [ "$(column 16)" = '3 ' ]
run sweep flip.tm: --bits 4 --family fixed
judge 0 '*' ""
check "the empty word" [ "$(rows | cut -d , -f 1-3)" = 'flip.tm,,cot' ]
"$TMPREC" machines | awk -F '\t' '$1 == "brackets" { for (i = 3; i <= NF; i++) print $i }' >want
run sweep brackets --bits 4 --family fixed
judge 0 '*' ""
rows | cut -d , -f 2 >got
check "expected the shipped inputs: $(cat want)" cmp -s got want
run sweep add:1+1 --bits 4 --family fixed
check "a shipped machine" [ "$(column 1)" = 'add ' ]
input=flip.tm
run sweep -:01 --bits 4 --family fixed
judge 0 '*' ""
run sweep -
judge 2 "" '*MACHINE:INPUT*'
run sweep --bits 4 --family fixed -- -:01
judge 0 '*' ""
check "a machine from standard input" [ "$(column 1)" = '- ' ]
input=/dev/null

# Quoting, and the last colon.
run sweep 'words.tm:aa bb' a:b/c:d.tm:01 --bits 4 --family fixed
check "blanks and colons need no quotes" [ "$(rows | cut -d , -f 1-3 | tr '\n' ' ')" = 'words.tm,aa bb,cot a:b/c:d.tm,01,cot ' ]
cp flip.tm 'a, b.tm'
cp flip.tm 'say "a,b".tm'
run sweep 'a, b.tm:01' 'say "a,b".tm:01' --bits 4 --family fixed
judge 0 '*' ""
check "a comma needs quotes" is '"a, b.tm",01,cot,*' "$(rows | sed -n 1p)"
check "a quote needs another" is '"say ""a,b"".tm",01,cot,*' "$(rows | sed -n 2p)"

# Time and progress, only if asked for.
run sweep flip.tm:01 --bits 4 --family fixed --time
judge 0 '*' ""
check "--time adds a column behind the others" is "$header,[a-z]*$(printf '\r')" "$(head -n 1 out)"
check "no time in the row" is '*,[0-9]*.[0-9]*' "$(rows)"
run run flip.tm 01
judge 0 '*' ""
run run flip.tm 01 --time
printf '10\n' >want
judge 0 want '*[0-9]*'
run verify flip.tm 01 --time
judge 0 '*' '*[0-9]*'

# More rows than a pipe holds, so that a reader who waits keeps tmprec waiting.
long=flip.tm
while [ ${#long} -lt 3000 ]; do
    long=./././././././././././$long
done
long="$long:01 --bits 4..99 --family fixed --jobs 1"
mkfifo pipe
# slowly OPTION...: into slow.csv, in more than a second; a sweep that -o does not
# send to the pipe is sent there by its standard output.
# shellcheck disable=SC2086
slowly() {
    said="tmprec sweep ... $* | { sleep 1; cat; }"
    { sleep 1 && cat; } <pipe >slow.csv &
    : >out
    case "$*" in
    *-o*) $limit "$TMPREC" sweep $long "$@" </dev/null >out ;;
    *) $limit "$TMPREC" sweep $long "$@" </dev/null >pipe ;;
    esac
    status=$?
    : 3<>pipe            # a reader must not wait for a writer that never came
    wait $!
}
slowly 2>err
check "progress shows without being asked for" [ ! -s err ]
cp slow.csv long.csv
check "expected 97 rows" [ "$(wc -l <long.csv)" -eq 97 ]
slowly --progress 2>err
check "--progress shows nothing" [ -s err ]
check "--progress changes the output" cmp -s slow.csv long.csv
slowly --progress -o pipe 2>&-
check "with standard error closed, progress goes into the file" cmp -s slow.csv long.csv

# --- Sites, modes and seeds in a sweep ------------------------------------------------

# Every site is swept as its option sets it.
for site in act attn logit exp acc param; do
    run sweep flip.tm:01 --sites $site --bits 5,12 --family fixed,float --round $site:rtz
    judge 0 '*' ""
    is_csv
    check "the column sites" [ "$(distinct 8)" = "$site " ]
    check "the column round" [ "$(distinct 12)" = 'rtz ' ]
    rows >some
    while IFS=, read -r name word mode r n layers width sites family format bits round beta exact exact_act tokens first_error; do
        printf 'exact\t%s\nexact_act\t%s\ntokens\t%s\n' "$exact" "$exact_act" "$tokens" >want
        [ -z "$first_error" ] || printf 'first_error\t%s\n' "$first_error" >>want
        run verify "$name" "$word" --$site "$format" --round "$round" --activations
        # Of what is unknown a row does not say where.
        where=${exact#[01]}
        grep -v -e '^expected' -e '^predicted' -e '^ties' ${where:+-e '^first_error'} out >got
        check "the row has $mode $r $n $layers $width $sites $family $bits $beta: $(cat want)" cmp -s got want
    done <some
done
run sweep flip.tm:01 --sites param+acc+exp+logit+attn+act --bits 16 --family float
check "the order of sites" [ "$(column 8)" = 'act+attn+logit+exp+acc+param ' ]
run sweep flip.tm:01 --sites ACC+Logit --bits 16
check "sites beside mpfr" [ "$(column 8)" = 'logit+acc logit+acc all ' ]
run sweep flip.tm:01 --sites logit --format fp16 --exp fp32 --acc real --bits 8 --family float
check "the sites beside those that are swept" [ "$(column 8)" = 'act+attn+logit+exp ' ]

# rounds COLUMN ARGUMENT...: the column `round`
rounds() {
    wanted=$1
    shift
    run sweep flip.tm:01 --bits 8 --family fixed "$@"
    check "expected the modes $wanted" [ "$(column 12)" = "$wanted " ]
}
for mode in rne rna rtz raz rup rdn rto rsr; do
    rounds $mode --round $mode
done
rounds act:rne+attn:rtz --round attn:rtz
rounds act:raz+attn:rtz --round ATTN:rtz,act:RAZ
rounds rtz --round attn:rtz,act:rtz
rounds rne --round logit:rtz
rounds act:rne+attn:rne+logit:rtz --round logit:rtz --logit fp16
rounds act:rtz+attn:rup --round rtz --round attn:rup
rounds rdn --round attn:rup --round rdn
rounds rto --sites attn --round attn:rto
for mode in rne rna rtz raz rup rdn rto; do
    run sweep flip.tm:01 --bits 8 --family mpfr --round $mode
    check "the mode of mpfr" [ "$(column 12)" = "$mode " ]
    run verify flip.tm 01 --format mpfr:8 --round $mode
    check "a row says what verify says" [ "$(verify_line exact)" = "$("$TMPREC" sweep flip.tm:01 --bits 8 --family mpfr --round $mode | sed 1d | cut -d , -f 14)" ]
done
# A mode for each of the two ends: weights that only become less cannot be exact here.
run verify counter 1101 --act fixed:1.0 --attn p:1 --round attn:rtz
judge 1 '*' ""
run verify counter 1101 --act fixed:1.0 --attn p:1 --round act:rtz
judge 1 '*' ""
run verify counter 1101 --act fixed:1.0 --attn p:1
judge 0 '*' ""

# Formats with bounded exponents: what is too large.
run verify parity 1101 --format fp16 --logit e3m2 --beta 100
judge 1 '*' ""
check "infinite logits are no numbers" [ "$(verify_line predicted)" = NaN ]
run verify parity 1101 --format fp16 --logit e3m2 --beta 100 --overflow saturate
check "saturated logits are numbers" [ "$(verify_line predicted)" != NaN ]
run verify parity 1101 --format fp16 --logit e3m2 --beta 100 --round logit:rtz
check "toward zero nothing is infinite" [ "$(verify_line predicted)" != NaN ]
run verify parity 1101 --format fp16 --logit e3m2 --beta 100 --round logit:rtz --overflow inf
check "but if it has to be" [ "$(verify_line predicted)" = NaN ]
run verify parity 1101 --format fp16 --logit e4m3fn --beta 1000
check "without infinities the largest" [ "$(verify_line predicted)" != NaN ]
run verify parity 1101 --format fp16 --logit e4m3fn --beta 1000 --overflow nan
check "NaN" [ "$(verify_line predicted)" = NaN ]
# Subtracted before, the largest logit is 0.
run verify parity 1101 --format fp16 --logit e4m3 --beta 1000
check "infinite logits are no numbers" [ "$(verify_line predicted)" = NaN ]
run verify parity 1101 --format fp16 --logit e4m3 --beta 1000 --subtract before
judge 0 '*' ""

# Stochastic rounding: the seed decides, the threads do not.
stochastic='counter:1101 --sites attn --act fixed:1.0 --bits 3..5 --family fixed --round attn:rsr'
# shellcheck disable=SC2086
run sweep $stochastic --jobs 1
judge 0 '*' ""
cp out random.csv
for options in '--jobs 3' '--seed 0 --jobs 1' '--seed 0 --jobs 3'; do
    # shellcheck disable=SC2086
    run sweep $stochastic $options
    judge 0 random.csv ""
done
# shellcheck disable=SC2086
run sweep $stochastic --seed 7
judge 0 '*' ""
check "another seed, the same run" [ "$(rows)" != "$(sed 1d random.csv | tr -d '\r')" ]
run verify counter 1101 --attn fixed:1.2 --act fixed:1.0 --round attn:rsr
judge 0 '*' ""
run sweep $stochastic --trial 7
check "another trial, other numbers" [ "$(rows)" != "$(sed 1d random.csv | tr -d '\r')" ]
run verify counter 1101 --attn fixed:1.2 --act fixed:1.0 --round attn:rsr --seed 7
judge 1 '*' ""
cp out seven
run verify counter 1101 --seed 7 --round attn:rsr --attn fixed:1.2 --act fixed:1.0
judge 1 seven ""
# What is random elsewhere does not change it.
run verify counter 1101 --attn fixed:1.2 --act fixed:1.0 --logit fp64 --round attn:rsr,logit:rsr --seed 7
judge 1 '*' ""

# --- Summarized chain of thought -------------------------------------------------------

# Three steps, which a prompt of two tokens allows, a summary, and one step more.
machine back.tm '@q _ -> a 0 R\na _ -> b 1 R\nb _ -> c 0 L\nc 1 -> h 1 S\n'
prints 0 trace back.tm '' --mode scot <<'END'
inp
einp
run:a/0/R
run:b/1/R
run:c/0/L
summ
cell:0
cell:1^
cell:0
state:c
esumm

summ
cell:0
cell:1^
cell:0
state:c
esumm
run:h/1/S
outp
sym:0
sym:1
sym:0
eoutp
END
mv want back.trace
# Two tapes whose heads part; the blank of tape 2 was written.
machine pair.tm 'tapes 2\nblank _\ninput 0 1\nstart q\nhalt h\nq _ _ -> a 0 1 R S\na _ 1 -> b 1 0 L R\nb 0 _ -> c 1 _ S S\nc 1 _ -> h 1 _ S S\n'
prints 0 trace pair.tm '' --mode scot <<'END'
inp
einp
run:a/0,1/R,S
run:b/1,0/L,R
run:c/1,_/S,S
summ
cell:1^,0
cell:1,_^
state:c
esumm

summ
cell:1^,0
cell:1,_^
state:c
esumm
run:h/1,_/S,S
outp
sym:1
sym:1
eoutp
END
# A run that ends before its context has grown has no summary.
run trace flip.tm 011010 --mode scot
judge 0 flip.trace ""
run trace flip.tm 011010 --mode=SCOT -r 6
judge 0 flip.trace ""

# Cut within a segment; where a summary would come; behind the last step.
machine right.tm '@q _ -> q 0 R\n'
for steps in 1 2 3; do
    head -n $((2 + steps)) back.trace >want
    run trace back.tm '' --mode scot --steps $steps
    judge 0 want ""
    printf 'exact\t1\ntokens\t%d\n' $steps >want
    run verify back.tm '' --mode scot --steps $steps
    judge 0 want ""
    run run back.tm '' --mode scot --steps $steps
    judge 0 "" ""
done
run trace back.tm '' --mode scot --steps 4
judge 0 back.trace ""
prints 0 trace right.tm '' --mode scot --steps 4 <<'END'
inp
einp
run:q/0/R
run:q/0/R
run:q/0/R
summ
cell:0
cell:0
cell:0
cell:_^
state:q
esumm

summ
cell:0
cell:0
cell:0
cell:_^
state:q
esumm
run:q/0/R
END
printf 'exact\t1\ntokens\t11\n' >want
run verify right.tm '' --mode scot --steps 4
judge 0 want ""
prints 0 run right.tm '' --mode scot --steps 4 --tokens <<'END'
run:q/0/R
run:q/0/R
run:q/0/R
summ
cell:0
cell:0
cell:0
cell:_^
state:q
esumm

run:q/0/R
END

# Every segment has to fit: 7 + 4 tokens do at r = 4, with a position block and a step more not.
run info right.tm '' --mode scot --steps 7
check "expected r = 4" [ "$(sed -n 's/^L	//p' out)" = "18	18" ]
run info right.tm '' --mode scot --steps 8
check "expected r = 6" [ "$(sed -n 's/^L	//p' out)" = "23	23" ]
refuses <<'TABLE'
trace right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
run right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
verify right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
info right.tm '' --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
sweep right.tm: --mode cot,scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
sweep right.tm: --mode cot,scot --steps 9 -r 4 => *4 is too small*the sequence has 23 tokens*16*
sweep right.tm: --mode scot --steps 8 -r 4 => *4 is too small*segment has 18 tokens*16*
trace right.tm '' --mode scot --steps 8 -r 7 => *'7'*odd*
trace right.tm '' --mode scot => *10000000 steps*
run back.tm '' --mode scott => *mode 'scott'*cot, scot*
sweep back.tm: --mode scot,scot => *mode 'scot,scot'*'scot'*twice*
sweep back.tm: --mode scot, => *mode 'scot,'*cot, scot*
TABLE
# Position 16 counts as 0 once more, and only there it goes wrong.
run verify right.tm '' --mode scot --steps 8 -r 4 --force
judge 1 '*' ""
check "the error is where the context ends" [ "$(verify_line first_error)" = 20 ]
run run right.tm '' --mode scot --steps 8 -r 4 --force
judge 1 "" '*prediction 20 *'

# run
for arithmetic in '' '--format real' '--format fixed:1.6' '--format p:8 --beta 20' '--format mpfr:20' '--act fixed:1.0' \
    '--format fp16 --logit bf16 --round rsr'; do
    # shellcheck disable=SC2086
    prints 0 run back.tm '' --mode scot $arithmetic <<'END'
010
END
    # shellcheck disable=SC2086
    prints 0 run pair.tm '' --mode scot $arithmetic <<'END'
11
END
done
sed '/^inp$/d; /^einp$/d; /^$/,/^esumm$/{/^$/!d;}' back.trace >want
check "14 tokens are generated, and a line is empty" [ "$(wc -l <want)" -eq 16 ]
run run back.tm '' --mode scot --tokens
judge 0 want ""
run run back.tm '' --mode scot --tokens --format fixed:1.6
judge 0 want ""
run run mul '1*1' --mode scot --format p:9
printf '1\n' >want
judge 0 want ""
run run back.tm '' --mode scot --format real --beta 0
judge 1 "" '*prediction 0 is tied*'

# verify
printf 'exact\t1\nexact_act\t1\ntokens\t15\n' >want
run verify back.tm '' --mode scot --activations
judge 0 want ""
run verify back.tm '' --mode scot --activations --act fixed:1.0 --attn p:1
judge 0 want ""
printf 'exact\t1\nexact_act\t0\ntokens\t15\n' >want
run verify back.tm '' --mode scot --activations --format real
judge 1 want ""
run verify back.tm '' --mode scot --activations --format mpfr:20
judge 1 want ""

# --tokens: the machine's own, from a file, from standard input, with CR LF.
printf 'exact\t1\ntokens\t15\n' >want
run verify back.tm '' --mode scot --tokens back.trace
judge 0 want ""
input=back.trace
run verify back.tm '' --mode scot --tokens -
judge 0 want ""
input=/dev/null
sed "s/\$/$(printf '\r')/" back.trace >t.txt
run verify back.tm '' --mode scot --tokens t.txt
judge 0 want ""
printf '%s' "$(cat back.trace)" >t.txt
run verify back.tm '' --mode scot --tokens t.txt
judge 0 want ""
# What begins with a summary.
sed '1,/^$/d' back.trace >t.txt
printf 'exact\t1\ntokens\t6\n' >want
run verify back.tm '' --mode scot --tokens t.txt
judge 0 want ""
sed 's/cell:1^/cell:1/; s/cell:0/cell:0^/' t.txt | head -n 12 >elsewhere.txt
run verify back.tm '' --mode scot --tokens elsewhere.txt
judge 1 '*' ""
check "the mark is in a cell that has no transition" [ "$(verify_line first_error)" = 0 ]

# One token changed: one that is predicted, in either segment and in the summary
# between; one of the copy of the summary, which is as if the summary should be another.
while read -r line number wrong; do
    right=$(sed -n "${line}p" back.trace)
    sed "${line}s,.*,$wrong," back.trace >t.txt
    run verify back.tm '' --mode scot --tokens t.txt
    said="$said with line $line changed"
    printf 'exact\t0\ntokens\t15\nfirst_error\t%d\nexpected\t%s\npredicted\t%s\n' "$number" "$wrong" "$right" >want
    judge 1 want ""
done <<'TABLE'
3 0 run:a/1/R
4 1 pos
5 2 run:c/0/S
7 4 cell:0^
8 5 cell:1
8 5 state:c
9 6 cell:_
10 7 state:b
10 7 cell:_
14 4 cell:1
15 5 cell:1
16 6 cell:0^
16 6 state:c
17 7 state:q
19 9 run:h/1/R
19 9 summ
20 10 pos
21 11 sym:1
23 13 eoutp
24 14 sym:0
TABLE
# A copy that is too short, or too long.
sed 16d back.trace >t.txt
printf 'exact\t0\ntokens\t15\nfirst_error\t6\nexpected\tstate:c\npredicted\tcell:0\n' >want
run verify back.tm '' --mode scot --tokens t.txt
judge 1 want ""
sed '16{p;}' back.trace >t.txt
printf 'exact\t0\ntokens\t15\nfirst_error\t7\nexpected\tcell:0\npredicted\tstate:c\n' >want
run verify back.tm '' --mode scot --tokens t.txt
judge 1 want ""

# Files that no transcript is: TEXT => LINE:COLUMN: MESSAGE.  S stands for a whole summary.
bad_segments() {
    while IFS= read -r line; do
        case $line in
        '' | '#'*) continue ;;
        esac
        # shellcheck disable=SC2059
        printf "$(printf '%s' "${line%% => *}" | sed 's/S/summ\\ncell:0^\\nstate:c\\nesumm/g')" >t.txt
        run verify back.tm '' --mode scot --tokens t.txt
        said="$said with t.txt = '${line%% => *}'"
        judge 2 "" "t.txt:${line#* => }"
    done
}

bad_segments <<'TABLE'
 => 1:1: *without tokens*
# empty lines at the start, two in a row, at the end
\n => 1:1: *without tokens*
\ninp\neinp\n => 1:1: *without tokens*
\r\ninp\neinp\n => 1:1: *without tokens*
inp\neinp\nS\n\n\nS\n => 8:1: *without tokens*
inp\neinp\nS\n\n => 7:1: *without tokens*
inp\neinp\nS\n\nS\n\n => 12:1: *not with a summary*
inp\neinp\noutp\neoutp\n\n => 5:1: *not with a summary*
# how a segment begins
einp\n => 1:1: *neither inp nor summ*
cell:0\n => 1:1: *neither inp nor summ*
esumm\n => 1:1: *neither inp nor summ*
run:h/1/R\n => 1:1: *neither inp nor summ*
inp\neinp\nS\n\ninp\neinp\n => 8:1: *further segment is not summ*
inp\neinp\nS\n\ncell:0\n => 8:1: *further segment is not summ*
inp\neinp\nS\n\nesumm\n => 8:1: *further segment is not summ*
# no end of the prompt
inp\n => 1:1: *no einp or esumm*
summ\ncell:0^\nstate:c\n => [34]:1: *no einp or esumm*
summ\ncell:0^\nrun:h/1/R\nesumm\n => [345]:1: *no einp or esumm*
inp\neinp\nS\n\nsumm\ncell:0^\nstate:c\n => *:1: *no einp or esumm*
inp\n\nS\n => 2:1: *no einp or esumm*
# how a segment ends that is not the last
inp\neinp\n\nS\n => 3:1: *not with a summary*
inp\neinp\nrun:a/0/R\n\nS\n => 4:1: *not with a summary*
inp\neinp\nesumm\n\nS\n => 4:1: *not with a summary*
inp\neinp\nS\nrun:a/0/R\n\nS\n => 8:1: *not with a summary*
S\n\nS\n => 5:1: *not with a summary*
# tokens
inp\neinp\ncell:\n => 3:6: *symbol*
inp\neinp\ncell:x\n => 3:6: *symbol*
inp\neinp\ncell:^0\n => 3:6: *symbol*
inp\neinp\ncell:0^^\n => 3:8: *more text*
inp\neinp\ncell:0,1\n => 3:7: *more text*
inp\neinp\ncell\n => 3:5: *
inp\neinp\nstate:\n => 3:7: *state*
inp\neinp\nstate:z\n => 3:7: *state*
inp\neinp\nstate:c^\n => 3:7: *state*
inp\neinp\nsumm:c\n => 3:5: *more text*
 \ninp\neinp\n => 1:1: *
TABLE
{ printf 'summ\ncell:0^\nstate:c\nesumm\n'; many 13 'run:c/0/S'; } >long.txt
run verify back.tm '' --mode scot --tokens long.txt -r 4
judge 2 "" '*4 is too small*segment has 17 tokens*'
run verify back.tm '' --mode scot --tokens long.txt
judge 1 '*' ""
# A plain chain of thought has neither summaries nor segments.
run verify back.tm '' --tokens back.trace
judge 2 "" 'back.trace:6:1: *summary*'

# info: the numbers of the theorem; of d_ff one is missing where it says so.
# summary_theorem FILE TAPES R: the table's third column
summary_theorem() {
    theorem "$@" >/dev/null
    K=$2 r=$3
    printf '%s\n' $((5 * r / 2 + 8)) $((3 * K + 2)) $((4 * r - 1)) "$(most "$r" "$dQ" "$dG")" \
        "$(most $((22 * r + 11)) $((18 * K * r + 2 * r + 1)) $((Q * power + 4 * K * dG + 4 * K + 1)))" \
        $((7 * K * r + 9 * r + 5 * dQ + (4 * K + 1) * dG + 13 * K + 31))
}
for bits in 4 6 16; do
    while read -r name file tapes; do
        run info "$name" --mode scot -r $bits
        judge 0 '*' ""
        summary_theorem "$file" "$tapes" $bits >want
        check "expected in column theorem: $(cat want)" [ "$(sed 1d out | cut -f 3)" = "$(cat want)" ]
        check "built is not as the theorem says" \
            awk -F '\t' 'NR > 1 && !($2 == $3 || ($1 == "d_ff" && $2 > 0 && $2 < $3)) { exit 1 }' out
    done <<TABLE
add $srcdir/data/add.tm 2
flip.tm flip.tm 1
pair.tm pair.tm 2
TABLE
done
dff() {
    run info "$1" --mode scot -r "$2"
    check "expected d_ff $3" [ "$(sed -n 's/^d_ff	//p' out)" = "$3" ]
}
dff flip.tm 4 '99	99'
dff pair.tm 4 '153	153'
dff pair.tm 6 '228	229'
dff add 16 '608	609'

# sweep
run sweep back.tm: --mode scot --bits 4 --family fixed
judge 0 '*' ""
is_csv
check "mode, r, n, layers, width, tokens" [ "$(rows | cut -d , -f 1-7,16)" = 'back.tm,,scot,4,12,18,133,15' ]
run sweep back.tm: --bits 4 --family fixed
check "without --mode it is cot" [ "$(column 3)" = 'cot ' ]
grid='back.tm: add:1+1 pair.tm: --bits 6,5 --beta 10,auto --family float,fixed -r 8,6'
# shellcheck disable=SC2086
run sweep $grid --mode scot,cot --jobs 1
judge 0 '*' ""
is_csv
cp out grid.csv
check "expected 96 rows" [ "$(rows | wc -l)" -eq 96 ]
check "machine, input, mode, r are not in order" [ "$(distinct 1,3,4)" = "$(
    for name in back.tm add pair.tm; do
        printf '%s ' $name,cot,8 $name,cot,6 $name,scot,8 $name,scot,6
    done)" ]
for options in '--mode cot,scot --jobs 3' '--mode scot,COT' '--mode cot,scot --jobs 1'; do
    # shellcheck disable=SC2086
    run sweep $grid $options
    judge 0 grid.csv ""
done
for mode in cot scot; do
    # shellcheck disable=SC2086
    run sweep $grid --mode $mode --jobs 2
    tr -d '\r' <grid.csv | grep -e '^machine,' -e ",$mode," >want
    tr -d '\r' <out >got
    check "the rows of one mode are others alone" cmp -s got want
done
# Each row says what verify says.
tr -d '\r' <grid.csv | awk 'NR > 1 && NR % 7 == 1' >some
while IFS=, read -r name word mode r n layers width sites family format bits round beta exact exact_act tokens first_error; do
    printf 'exact\t%s\nexact_act\t%s\ntokens\t%s\n' "$exact" "$exact_act" "$tokens" >want
    [ -z "$first_error" ] || printf 'first_error\t%s\n' "$first_error" >>want
    run verify "$name" "$word" --mode "$mode" -r "$r" --format "$format" --beta "$beta" --activations
    grep -v -e '^expected' -e '^predicted' -e '^ties' out >got
    check "the row has $sites $family $bits $n $layers $width $round: $(cat want)" cmp -s got want
done <some
run sweep mul:1*1 --mode cot,scot --bits 4..12 --family fixed --minimum
judge 0 '*' ""
check "a curve for each mode" [ "$(column 3)" = 'cot scot ' ]
# Stochastic rounding: the seed decides, the threads do not, and generating meets the
# same numbers as verifying.
stochastic='counter:1101 pair.tm: --mode scot --sites attn --act fixed:1.0 --bits 3..5 --family fixed --round attn:rsr --beta 5'
# shellcheck disable=SC2086
run sweep $stochastic --jobs 1
judge 0 '*' ""
cp out random.csv
# shellcheck disable=SC2086
run sweep $stochastic --jobs 3
judge 0 random.csv ""
# shellcheck disable=SC2086
run sweep $stochastic --seed 7
check "another seed, the same run" [ "$(rows)" != "$(sed 1d random.csv | tr -d '\r')" ]
for seed in 0 1 2 3 4 5 6 7; do
    random="pair.tm --mode scot --attn fixed:1.2 --act fixed:1.0 --beta 4.5 --round attn:rsr --seed $seed"
    # shellcheck disable=SC2086
    run verify ${random%% *} '' ${random#* }
    verified=$status
    # shellcheck disable=SC2086
    run run ${random%% *} '' ${random#* } --tokens
    cp out got
    "$TMPREC" trace pair.tm '' --mode scot | sed '/^inp$/d; /^einp$/d; /^$/,/^esumm$/{/^$/!d;}' >want
    told=1
    if cmp -s got want; then told=0; fi
    check "verify says $verified, the tokens generated $told" [ "$verified" -eq "$told" ]
done

# --- formats --------------------------------------------------------------------------

run formats
judge 0 '*' ""
cp out table
check "not ten fields everywhere" [ "$(awk -F '\t' 'NF == 10' table | wc -l)" -eq "$(wc -l <table)" ]
check "names stand there twice" [ -z "$(cut -f 1 table | sort | uniq -d)" ]
# Whatever the table names is known, in any case, alone and among others, and is the same.
names=$(sed 1d table | cut -f 1 | grep -v '[A-Z]')
for name in $names; do
    grep "^$name	" table | cut -f 2-9 >want
    run formats "$(echo "$name" | tr '[:lower:]' '[:upper:]')"
    sed 1d out | cut -f 2-9 >got
    check "$name has another row alone" cmp -s got want
done
# shellcheck disable=SC2086
run formats $names
cut -f 1-9 out >got
sed 1d table | cut -f 1 | grep -c '[A-Z]' >shapes
head -n "$(($(wc -l <table) - $(cat shapes)))" table | cut -f 1-9 >want
check "the table of all names is another" cmp -s got want

# The numbers of a format, - where there is none; the last ones are beyond binary64, at
# the ends of what there is.
while read -r name numbers; do
    run formats "$name"
    check "expected $numbers" [ "$(sed 1d out | cut -f 2-9 | awk -F '\t' '{ for (i = 1; i <= NF; i++) $i = $i == "" ? "-" : $i; print }')" = "$numbers" ]
done <<'TABLE'
fp64 64 1.7976931348623157e+308 2.2250738585072014e-308 5e-324 1.1102230246251565e-16 - yes yes
fp32 32 3.4028234663852886e+38 1.1754943508222875e-38 1.401298464324817e-45 5.9604644775390625e-08 - yes yes
fp16 16 65504 6.103515625e-05 5.9604644775390625e-08 0.00048828125 - yes yes
e4m3fn 8 448 0.015625 0.001953125 0.0625 - no yes
e4m3 8 240 0.015625 0.001953125 0.0625 - yes yes
e5m2 8 57344 6.103515625e-05 1.52587890625e-05 0.125 - yes yes
e3m4 8 15.5 0.25 0.015625 0.03125 - yes yes
e4m3fnuz 8 240 0.0078125 0.0009765625 0.0625 - no yes
e5m2fnuz 8 57344 3.0517578125e-05 7.62939453125e-06 0.125 - no yes
e4m3b11fnuz 8 30 0.0009765625 0.0001220703125 0.0625 - no yes
e3m2fn 6 28 0.25 0.0625 0.125 - no no
e2m3fn 6 7.5 1 0.125 0.0625 - no no
e2m1fn 4 6 1 0.5 0.25 - no no
e2m1fnftz 4 6 1 1 0.25 - no no
e2m1fnuz 4 3 0.5 0.25 0.25 - no yes
e4m3b3 8 3840 0.25 0.03125 0.0625 - yes yes
int8 8 1 - 0.007874015748031496 - 0.007874015748031496 no no
int2 2 1 - 1 - 1 no no
fixed:1.0 2 1 - 1 - 1 no no
fixed:2.3 6 3.875 - 0.125 - 0.125 no no
posit8 8 16777216 - 5.9604644775390625e-08 0.0625 - no NaR
posit3 3 16 - 0.0625 0.5 - no NaR
p:11 11 - - - 0.00048828125 - yes yes
real - - - - - - no no
e30m1b0 32 1.57393e+323228496 2 1 0.25 - yes yes
e4m3b1073741823 8 1.46385e-323228492 9.53026e-323228497 1.19128e-323228497 0.0625 - yes yes
p:10000 10000 - - - 5.01237e-3011 - yes yes
TABLE

# values NAME VALUE...: all of them, in the order of the patterns
values() {
    name=$1
    shift
    run formats --values "$name"
    judge 0 '*' ""
    check "expected the values $*" [ "$(sed 1d out | cut -f 4 | tr '\n' ' ')" = "$* " ]
}
values e2m1fn 0 0.5 1 1.5 2 3 4 6 -0 -0.5 -1 -1.5 -2 -3 -4 -6
values MXFP4 0 0.5 1 1.5 2 3 4 6 -0 -0.5 -1 -1.5 -2 -3 -4 -6
values e2m1 0 0.5 1 1.5 2 3 inf nan -0 -0.5 -1 -1.5 -2 -3 -inf nan
values e2m1ftz 0 1 1.5 2 3 inf nan -0 -1 -1.5 -2 -3 -inf nan
values e2m1fnuz 0 0.25 0.5 0.75 1 1.5 2 3 nan -0.25 -0.5 -0.75 -1 -1.5 -2 -3
values e2m1b2fn 0 0.25 0.5 0.75 1 1.5 2 3 -0 -0.25 -0.5 -0.75 -1 -1.5 -2 -3
values fixed:1.1 0 0.5 1 1.5 -2 -1.5 -1 -0.5
values int3 0/3 1/3 2/3 3/3 -3/3 -2/3 -1/3
values posit4 0 0.00390625 0.0625 0.25 1 4 16 256 nan -256 -16 -4 -1 -0.25 -0.0625 -0.00390625
prints 0 formats --values fixed:1.0 int2 <<'END'
name	hex	bits	value
fixed:1.0	0x0	00	0
fixed:1.0	0x1	01	1
fixed:1.0	0x2	10	-2
fixed:1.0	0x3	11	-1
int2	0x0	00	0
int2	0x1	01	1
int2	0x3	11	-1
END

# Of all names: each pattern once, but those that mean nothing; and the ends of the table.
run formats --values
judge 0 '*' ""
sed 1d out | awk -F '\t' '
    function number(text, part) { return split(text, part, "/") == 2 ? part[1] / part[2] : text + 0 }
    $1 != last { if (last) print last, rows, nans, infinities, largest, least; last = $1; rows = nans = infinities = largest = 0; least = 1e9 }
    { rows++; nans += $4 == "nan"; infinities += $4 ~ /inf/ }
    $4 !~ /n/ { x = number($4); if (x > largest) largest = x; if (x > 0 && x < least) least = x }
    END { print last, rows, nans, infinities, largest, least }' >got
cat >want <<'END'
e5m2 256 6 2 57344 1.52588e-05
e4m3 256 14 2 240 0.00195312
e3m4 256 30 2 15.5 0.015625
e4m3fn 256 2 0 448 0.00195312
e4m3fnuz 256 1 0 240 0.000976562
e5m2fnuz 256 1 0 57344 7.62939e-06
e4m3b11fnuz 256 1 0 30 0.00012207
e3m2fn 64 0 0 28 0.0625
e2m3fn 64 0 0 7.5 0.125
e2m1fn 16 0 0 6 0.5
int8 255 0 0 1 0.00787402
int4 15 0 0 1 0.142857
posit8 256 1 0 16777216 5.96046e-08
END
check "expected rows, NaN, infinities, largest, least positive: $(diff got want)" cmp -s got want
check "patterns are not in order" [ "$(grep -c '^e4m3	0x0a	00001010	' out)" -eq 1 ]
run formats e4m3 e4m3
check "a format may be given twice" [ "$(wc -l <out)" -eq 3 ]

# --- sweep --minimum: a row a curve ---------------------------------------------------

bits_header=machine,input,mode,r,n,layers,width,sites,family,round,beta,least_exact,exact_from,holes,unknown
beta_header=machine,input,mode,r,n,layers,width,sites,family,format,bits,round,least_exact,exact_from,holes,unknown

# rows_are HEADER: the output has that header and the rows of standard input.
rows_are() {
    { printf '%s\n' "$1"; cat; } | sed "s/\$/$(printf '\r')/" >want
    judge 0 want ""
}

# The example of the documents: 5 bits are exact, 6 are not.
run sweep reverse:11100101101101 --bits 2..12 --family fixed --minimum
rows_are $bits_header <<END
reverse,11100101101101,cot,8,125,28,208,act+attn,fixed,rne,13.090354888959125,5,7,6,
END
# Neighbours are those that were tried, in ascending order; none above is a hole;
# nothing exact; the largest not exact.
run sweep reverse:11100101101101 --bits 12,3,5,2,8 --family fixed --minimum bits
check "a hole that was not tried" is '*,5,5,,' "$(rows)"
run sweep reverse:11100101101101 --bits 2..4,6 --family fixed --minimum=bits
check "nothing is exact" is '*,,,,' "$(rows)"
run sweep --minimum reverse:11100101101101 --bits 2..6 --family fixed
check "the largest is not exact" is '*,5,,6,' "$(rows)"

# A hole in beta, and two of them, the first of one number.
machine writes.tm 'tapes 1\nblank _\ninput a\nstart q\nhalt h\nq a -> h _ S\nq _ -> q a S\n'
run sweep writes.tm: --family fixed --bits 7,4 --beta 1.97..2.11:0.01 --minimum beta
rows_are $beta_header <<END
writes.tm,,cot,4,6,18,86,act+attn,fixed,fixed:1.5,7,rne,1.98,2.09,2.07..2.08,
writes.tm,,cot,4,6,18,86,act+attn,fixed,fixed:1.2,4,rne,1.97,1.97,,
END
run sweep writes.tm: --family mpfr --bits 7 --beta 1.92..2.06:0.02,1.95,1.97 --minimum=BETA
check "holes of neighbours in the list" is '*,1.94,2.02,1.95..1.96;1.98..2,' "$(rows)"
# auto counts with its value.
run sweep flip.tm:01 -r 4,6 --family fixed --bits 4 --beta auto,1,8 --minimum beta
check "auto at its place" [ "$(rows | cut -d , -f 4,13-16 | tr '\n' ' ')" = '4,7.545177444479562,7.545177444479562,, 6,8,8,, ' ]

# Unknown is neither exact nor a hole.
run sweep third:110 --sites param --act p:8 --family float --bits 17 --beta 2e4,4,16,8,1e4 --minimum beta
rows_are $beta_header <<END
third,110,cot,4,14,18,93,act+param,float,e8m8,17,rne,8,,,10000..20000
END
run sweep third:110 --sites param --act p:8 --family float --bits 16,17 --beta 1e4 --minimum
check "nothing is known" is '*,,,,16..17' "$(rows)"

# --activations: every activation as well, which mpfr never has.
run sweep counter:1101 --sites attn --act fixed:1.0 --bits 2..6 --family fixed,mpfr --minimum
check "least bits" [ "$(rows | cut -d , -f 9,12-15 | tr '\n' ' ')" = 'fixed,4,4,, mpfr,4,4,, ' ]
run sweep counter:1101 --sites attn --act fixed:1.0 --bits 2..6 --family fixed,mpfr --minimum --activations
check "least bits with --activations" [ "$(rows | cut -d , -f 9,12-15 | tr '\n' ' ')" = 'fixed,4,4,, mpfr,,,, ' ]

# All curves of a grid, from its cells: summarise KEY VALUE VERDICT (columns) of
# cells whose values ascend within a key.
summarise() {
    awk -F , -v key="$1" -v value="$2" -v verdict="$3" '
        function flush(    i, from, runs, start) {
            from = least = runs = start = ""
            for (i = n; i >= 1 && v[i] == 1; i--)
                from = x[i]
            for (i = 1; i <= n + 1; i++) {
                if (i <= n && v[i] == 1 && least == "")
                    least = x[i]
                if (i <= n && v[i] == 0 && least != "") {
                    start = start == "" ? i : start
                } else if (start != "") {
                    runs = runs (runs == "" ? "" : ";") x[start] (i - 1 > start ? ".." x[i - 1] : "")
                    start = ""
                }
            }
            if (n)
                print last "," least "," from "," runs ","
            n = 0
        }
        {
            count = split(key, column, " ")
            at = $column[1]
            for (i = 2; i <= count; i++)
                at = at "," $column[i]
            if (at != last)
                flush()
            last = at
            x[++n] = $value
            v[n] = $verdict
        }
        END { flush() }'
}
curves='flip.tm:01 flip.tm:0110101 writes.tm: --bits 4..9 --beta 2,3.5,auto -r 4,6 --force'
# shellcheck disable=SC2086
run sweep $curves
judge 0 '*' ""
cp out cells.csv
for verdict in 14 15; do
    activations=
    [ $verdict -eq 14 ] || activations=--activations
    cp cells.csv out
    rows | summarise '1 2 3 4 5 6 7 8 9 12 13' 11 $verdict >summary
    # shellcheck disable=SC2086
    run sweep $curves --minimum $activations --jobs 1
    rows_are $bits_header <summary
    # shellcheck disable=SC2086
    run sweep $curves --minimum $activations --jobs 5
    judge 0 want ""
done
# shellcheck disable=SC2086
run sweep $curves --bits 9,4,5 --beta 0.5..8:0.5 --jobs 1
rows | awk -F , '{ print NR "," $0 }' | sort -t , -k 2,3 -k 5,5n -k 10,10 -k 12,12n -k 1,1n | cut -d , -f 2- |
    summarise '1 2 3 4 5 6 7 8 9 10 11 12' 13 14 | sort >summary
for jobs in 1 3; do
    # shellcheck disable=SC2086
    run sweep $curves --bits 9,4,5 --beta 8,0.5..7.5:0.5 --jobs $jobs --minimum beta
    judge 0 '*' ""
    check "bits are not in the order given" [ "$(rows | cut -d , -f 11 | tr '\n' ' ' | cut -c 1-12)" = '9 4 5 9 4 5 ' ]
    rows | sort >got
    check "expected: $(cat summary)" cmp -s summary got
done

run sweep flip.tm:01 --bits 4,5 --family fixed --minimum --time
judge 0 '*' ""
check "--time adds a column behind the others" is "$bits_header,seconds$(printf '\r')" "$(head -n 1 out)"
check "no time in the row" is '*,[0-9]*.[0-9]*' "$(rows)"
printf 'old\n' >kept.csv
run sweep flip.tm:01 --bits 4,5 --family fixed --minimum -o kept.csv
judge 0 "" ""
check "one row" [ "$(wc -l <kept.csv)" -eq 2 ]
cp 'a, b.tm' 'c, d.tm'
run sweep 'c, d.tm:01' --bits 4,5 --family fixed --minimum
check "a comma needs quotes" is '"c, d.tm",01,cot,*' "$(rows)"

# --- sweep --per-site: the front, and by trying every pair ------------------------------

# every_pair MACHINE INPUT: bits of act and attn that are exact, 3 to 6 in fixed point
every_pair() {
    for act in 3 4 5 6; do
        for attn in 3 4 5 6; do
            if "$TMPREC" verify "$1" "$2" --act fixed:1.$((act - 2)) --attn fixed:1.$((attn - 2)) >/dev/null; then
                echo "$act $attn"
            fi
        done
    done
}

# those that no other one undercuts, as the column `bits` shows them
front_of() {
    awk '{ a[NR] = $1; b[NR] = $2 }
        END {
            for (i = 1; i <= NR; i++) {
                undercut = 0
                for (j = 1; j <= NR; j++)
                    undercut += j != i && a[j] <= a[i] && b[j] <= b[i]
                if (!undercut)
                    print "act=" a[i] "+attn=" b[i]
            }
        }'
}

for machine in counter:1101 reverse:110101 sort:bccbb; do
    every_pair "${machine%%:*}" "${machine#*:}" | front_of >want
    for jobs in 1 3; do
        run sweep "$machine" --family fixed --bits 6,3,5,4 --per-site --jobs $jobs
        tr -d '\r' <out | sed 1d | cut -d , -f 12 >got
        check "expected: $(cat want)" cmp -s want got
    done
done
run sweep counter:1101 --family fixed --bits 2..4 --per-site --groups 2 --activations
judge 0 '*' ""
refuses <<'TABLE'
sweep flip.tm:01 --per-site --family mpfr => *mpfr has no sites*
sweep flip.tm:01 --per-site --minimum => *no place beside*
sweep flip.tm:01 --minimum --per-site => *no place beside*
sweep flip.tm:01 --groups 2 => *--groups*--per-site*
sweep flip.tm:01 --per-site --groups 0 => *--groups*
sweep flip.tm:01 --per-site --groups 17 => *--groups*16*
sweep flip.tm:01 --per-site --bits 2..32 --sites act+attn+logit+exp => *more than 20000 cells*
TABLE

# --- Noise and trials -----------------------------------------------------------------------

for noise in act:normal:0.2 attn:uniform:0.1 logit:normal:1 param:uniform:0.05; do
    for jobs in 1 3; do
        run trials third 110 --act fixed:1.0 --attn p:12 --logit p:20 --noise $noise --trials 4 --jobs $jobs
        judge 0 '*' ""
        cp out trials.$jobs
    done
    check "$noise: not the same for other threads" cmp -s trials.1 trials.3
done
run trials counter 1101 --act fixed:1.0 --noise act:uniform:0.7 --trials 5 --largest
check "act noise up to half a step: $(cat out)" grep -qx 'safe	0.5' out
check "a line is missing: $(cat out)" [ "$(cut -f 1 out | tr '\n' ' ')" = 'trials largest failing safe factor ' ]
# What fails without noise fails with any; a size that is too small to begin with grows.
run trials third 110 --act fixed:1.0 --attn fixed:1.0 --noise attn:uniform:2 --largest
judge 0 '*' 'the run fails, or is not decided, without this noise'
check "not 0: $(cat out)" grep -qx 'largest	0' out
run trials counter 1101 --act fixed:1.0 --noise act:uniform:0.07 --trials 5 --largest
judge 0 '*' ""
check "no failing size: $(cat out)" grep -q '^failing' out
# What is not known may be a failure.
run trials third 110 --act p:8 --beta 1e4 --trials 5 --noise act:uniform:0
check "not from 0 to 1: $(cat out)" [ "$(paste -sd ' ' out)" = 'trials	5 failures	0 unknown	5 rate	unknown low	0 high	1' ]
run trials flip.tm 01 --trials 3
judge 0 '*' 'nothing is random here: every trial is the same'
check "hardmax does not fail: $(cat out)" grep -qx 'failures	0' out
refuses <<'TABLE'
trials flip.tm 01 --trials 0 => *--trials*
trials flip.tm 01 --trials 1000001 => *--trials*1000000*
trials flip.tm 01 --largest => *--largest*--noise*
trials flip.tm 01 --act fixed:1.0 --noise act:uniform:1 --noise attn:uniform:1 --largest => *one site*
verify flip.tm 01 --noise act:uniform:1 => *--noise*hardmax*
verify flip.tm 01 --format mpfr:8 --noise act:uniform:1 => *--noise*
verify flip.tm 01 --format int8 --noise act:uniform:1 => *--noise*grids*
verify flip.tm 01 --format bf16 --acc fp32 --noise param:uniform:1 => *--noise param*--acc*
verify flip.tm 01 --format bf16 --noise exp:uniform:1 => *--noise*exp*
verify flip.tm 01 --format bf16 --noise act:uniform => *--noise*
TABLE

# --- -o FILE: nothing is lost ------------------------------------------------------------

small='flip.tm:01 --bits 4 --family fixed'
# shellcheck disable=SC2086
"$TMPREC" sweep $small >small.csv
echo precious >kept.csv
cp kept.csv precious
for arguments in "$small --bits 9..4" "$small --foo" "$small --family x" "$small -r 5" "missing.tm:0" "flip.tm:2" \
    "loops.tm:0 --max-steps 10" "four.tm:00000 -r 4" "flip.tm --bits 4" "flip.tm:0 missing.tm:0" \
    "flip.tm:0 --bits 1,4 --family fixed"; do
    # shellcheck disable=SC2086
    run sweep -o kept.csv $arguments
    judge 2 "" '*'
    check "the file is not as it was" cmp -s kept.csv precious
    check "something is left behind: $(echo kept.csv?*)" [ "$(echo kept.csv*)" = kept.csv ]
done
for option in -o --output; do
    cp precious kept.csv
    # shellcheck disable=SC2086
    run sweep $small $option kept.csv
    judge 0 "" ""
    check "the file is not replaced" cmp -s kept.csv small.csv
    check "something is left behind: $(echo kept.csv?*)" [ "$(echo kept.csv*)" = kept.csv ]
done
# shellcheck disable=SC2086
run sweep $small --output=new.csv
judge 0 "" ""
check "the file is not written" cmp -s new.csv small.csv
check "something is left behind: $(echo new.csv?*)" [ "$(echo new.csv*)" = new.csv ]
# Writing fails halfway, when no one can tell by looking at the options.
cp precious kept.csv
(
    trap '' XFSZ
    ulimit -f 1
    exec $limit "$TMPREC" sweep flip.tm:01 --bits 4..60 --family fixed -o kept.csv
) >out 2>err </dev/null
status=$?
said='ulimit -f 1; tmprec sweep flip.tm:01 --bits 4..60 --family fixed -o kept.csv'
judge 2 "" 'kept.csv: *[Tt]oo large*'
check "the file is not as it was" cmp -s kept.csv precious
check "something is left behind: $(echo kept.csv?*)" [ "$(echo kept.csv*)" = kept.csv ]
# A pipe is written to, not replaced.
cat pipe >got &
# shellcheck disable=SC2086
run sweep $small -o pipe
: 3<>pipe
wait $!
judge 0 "" ""
check "the pipe did not bring the rows" cmp -s got small.csv
check "the pipe is gone" [ -p pipe ]

check "a refused -o leaves something behind" [ -z "$(ls -A directory)$(ls -d directory?* .part 2>/dev/null)" ]

# --- Output that cannot be written ----------------------------------------------------------

# arguments_of COMMAND: of a call that succeeds and prints
arguments_of() {
    case $1 in
    info) echo 'flip.tm -r 4' ;;
    convert) echo 'flip.tm' ;;
    explain) echo 'flip.tm 01 --token 1' ;;
    sweep) echo "$small" ;;
    plot) echo 'small.csv' ;;
    machines | formats) ;;
    *) echo 'flip.tm 01' ;;
    esac
}

# unwritable COMMAND ARGUMENT...: to a full device, to nowhere, and into a pipe that
# nobody reads any more
unwritable() {
    : >out
    if [ -c /dev/full ]; then
        $limit "$TMPREC" "$@" </dev/null >/dev/full 2>err
        status=$?
        said="tmprec $* >/dev/full"
        judge 2 "" '*[Nn]o space*'
    fi
    $limit "$TMPREC" "$@" </dev/null >&- 2>err
    status=$?
    said="tmprec $* >&-"
    judge 2 "" '*'
    : <pipe &
    exec 4>pipe
    wait $!
    $limit "$TMPREC" "$@" </dev/null >&4 2>err
    status=$?
    exec 4>&-
    said="tmprec $* | :"
    judge 2 "" '*[Pp]ipe*'
}
unwritable --help
unwritable --version
for command in $commands; do
    # shellcheck disable=SC2046
    unwritable "$command" $(arguments_of "$command")
    unwritable "$command" --help
done
unwritable run flip.tm 01 --tokens
# An answer of 1 that nobody got is a failure all the same.
unwritable verify flip.tm 01 --format real --beta 0

# Of many rows only the header is read.
{
    # shellcheck disable=SC2086
    "$TMPREC" sweep $long 2>err
    echo $? >status
} | head -n 1 >out
status=$(cat status)
said='tmprec sweep ... | head -n 1'
printf '%s\r\n' $header >want
judge 2 want '*[Pp]ipe*'

if [ -c /dev/full ]; then
    # shellcheck disable=SC2086
    run sweep $small -o /dev/full
    judge 2 "" '/dev/full: *[Nn]o space*'
    check "/dev/full is gone" [ -c /dev/full ]
fi
# An error is one also if it cannot be told.
for closed in '2>&-' '2>/dev/full' '>&- 2>&-'; do
    [ -c /dev/full ] || continue
    said="tmprec trace flip.tm 2 $closed"
    : >out
    : >err
    eval "\"\$TMPREC\" trace flip.tm 2 </dev/null >out $closed"
    status=$?
    check "expected exit status 2" [ $status -eq 2 ]
done

# --- The sum ---------------------------------------------------------------------------------

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
