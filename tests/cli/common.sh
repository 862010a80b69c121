# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What the tests of this folder share: the one way to run and judge a command, the
# tables of cases, and the machines that several of them need.  A test begins with
#     . "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"
# which takes it into an empty directory of its own, and ends with `finish`.
# Environment: TMPREC (the program, an absolute path), srcdir (top of the source).
set -u
LC_ALL=C
OPENBLAS_NUM_THREADS=1   # of NumPy: matrices are small, and threads would only wait for each other
export LC_ALL OPENBLAS_NUM_THREADS

: "${TMPREC:?the program to test}"
srcdir=$(cd "$srcdir" && pwd) || exit 99
work=$(mktemp -d) || exit 99
passed=0
failed=0
finished=

# A test that does not reach its end has failed, whatever its last command said.
leave() {
    code=$?
    cd / || exit 99
    chmod -R u+rwx "$work"
    rm -rf "$work"
    if [ -z "$finished" ]; then
        echo "stopped before its end: $passed passed, $failed failed"
        [ $code -ne 0 ] || code=99
    fi
    exit $code
}
trap leave EXIT
trap 'exit 99' HUP INT TERM
cd "$work" || exit 99

# finish: the totals as last line, and the status of the test, whose last command it is
finish() {
    finished=yes
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# Only what hangs takes this long, also with sanitizers on a machine that is busy.
limit=
if command -v timeout >/dev/null; then
    limit='timeout 300'
fi
# shellcheck disable=SC2034
newline='
'

# small_files BLOCKS: from now on no file gets longer. What make coverage counts goes elsewhere: it would be cut, too.
small_files() {
    GCOV_PREFIX=$work/counted
    GCOV_ERROR_FILE=/dev/null
    export GCOV_PREFIX GCOV_ERROR_FILE
    ulimit -f "$1"
}

# --- The one way to run and judge a command ---------------------------------

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

# A Python with NumPy, or nothing
find_numpy() {
    for candidate in python3 /usr/bin/python3; do
        if "$candidate" -c 'import numpy' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
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

# said_is STATUS OUTPUT ERROR: all of what the last command printed; ERROR is a pattern
said_is() {
    check "status $status" [ "$status" = "$1" ]
    check "output" [ "$(cat out)" = "$2" ]
    check "error" is "$3" "$(cat err)"
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

# --- Tables of cases on standard input ----------------------------------------

# each_row FUNCTION: calls FUNCTION LEFT RIGHT for each row
#   LEFT => RIGHT
# that is neither empty nor begins with #.
each_row() {
    while IFS= read -r row <&3; do
        case $row in
        '' | '#'*) continue ;;
        esac
        "$1" "${row%% => *}" "${row#* => }"
    done 3<&0 </dev/null
}

# run_row TEXT: arguments as the shell reads them; " <FILE" at the end is where
# standard input comes from.
run_row() {
    case $1 in
    *' <'*) input=${1##* <} ;;
    esac
    eval "set -- ${1% <*}"
    run "$@"
    input=/dev/null
}

# Each row prints nothing, one line on standard error, and ends with 2:
#   ARGUMENTS => PATTERN
refuses() { each_row refused_row; }
refused_row() {
    run_row "$1"
    judge 2 "" "$2"
}

# Each row ends with this status:
#   ARGUMENTS => STATUS OUTPUT [PATTERN]
# OUTPUT is none, some or a file that holds it; the pattern is of the one line on
# standard error.
answers() { each_row answered_row; }
answered_row() {
    run_row "$1"
    # shellcheck disable=SC2086
    expect_answer ${2%% *} "${2#* }"
}
expect_answer() {
    output=${2%% *}
    case $2 in
    *' '*) pattern=${2#* } ;;
    *) pattern= ;;
    esac
    case $output in
    none) output= ;;
    some) output='*' ;;
    esac
    judge "$1" "$output" "$pattern"
}

# Each row prints exactly this text and a newline, and no error:
#   ARGUMENTS => STATUS TEXT
# with the escapes of printf.
tells() { each_row told_row; }
# shellcheck disable=SC2059
told_row() {
    run_row "$1"
    printf "${2#* }\n" >want
    judge "${2%% *}" want ""
}

# all_print FILE [ARGUMENTS]: each row, arguments alone that follow those that are
# given, prints what FILE holds, and no error.
all_print() {
    wanted_file=$1
    first_arguments=${2-}
    each_row same_row
}
same_row() {
    run_row "$first_arguments $1"
    judge 0 "$wanted_file" ""
}

# shows FILTER: of the output of each row FILTER, a command of the shell, leaves
# TEXT, whose lines stand with blanks between:
#   ARGUMENTS => STATUS TEXT
shows() {
    filter=$1
    each_row shown_row
}
shown_row() {
    run_row "$1"
    judge "${2%% *}" '*' ""
    shown=$(eval "$filter" <out | paste -s -d ' ' -)
    check "expected from $filter: ${2#* }; got $shown" [ "$shown" = "${2#* }" ]
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

# many N FORMAT: the line N times, for 1, 2, ..
many() {
    awk -v n="$1" -v format="$2\n" 'BEGIN { for (i = 1; i <= n; i++) printf format, i, i + 1 }' /dev/null
}

# Flips the bits of a word in one pass.
machine flip.tm '@q 0 -> q 1 R\nq 1 -> q 0 R\nq _ -> h _ S\n'
# Never halts, gets stuck (on 1).
machine loops.tm '@q 0 -> q 0 S\nq 1 -> q 1 R\nq _ -> q 1 L\n'
machine stuck.tm '@q 0 -> q 0 R\nq _ -> h _ S\n'
# Halts after four steps.
machine four.tm '@q 0 -> a 0 R\na 0 -> b 0 R\nb 0 -> c 0 R\nc 0 -> h 0 R\n'

# The same as flip.tm in two tokens of more letters, and of more bytes.
words_machines() {
    machine words.tm 'tapes 1\nblank _\ninput aa bb\nstart q\nhalt h\nq aa -> q bb R\nq bb -> q aa R\nq _ -> h _ S\n'
    machine utf8.tm 'halt ende\nstart q₀\ninput ä 😀\nblank □\ntapes 1\nq₀ ä -> q₀ 😀 R\nq₀ 😀 -> q₀ ä R\nq₀ □ -> ende □ S\n'
}

# Paths that a machine cannot be read from: directory, unreadable, secret.tm.
unreadable_paths() {
    mkdir directory
    # Opens for root as well, but does not read (where there is no /proc: is not there).
    ln -s /proc/self/mem unreadable
    touch secret.tm
    chmod 000 secret.tm
    [ "$(id -u)" -ne 0 ] || rm secret.tm
}

# flip.trace: seven steps of flip.tm on 011010 at r = 6, so one position block; the
# head is in cell 6 then.
flip_trace() {
    cat >flip.trace <<'END'
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
}

# back.tm and its run back.trace: three steps, which a prompt of two tokens allows, a
# summary, and one step more.  pair.tm has two tapes whose heads part; the blank of
# tape 2 was written.
summary_machines() {
    machine back.tm '@q _ -> a 0 R\na _ -> b 1 R\nb _ -> c 0 L\nc 1 -> h 1 S\n'
    machine pair.tm 'tapes 2\nblank _\ninput 0 1\nstart q\nhalt h\nq _ _ -> a 0 1 R S\na _ 1 -> b 1 0 L R\nb 0 _ -> c 1 _ S S\nc 1 _ -> h 1 _ S S\n'
    cat >back.trace <<'END'
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
}

# What a run in segments generates: back.trace and the like without its prompts.
generated() { sed '/^inp$/d; /^einp$/d; /^$/,/^esumm$/{/^$/!d;}' "$@"; }

# --- What verify and a sweep print ----------------------------------------------

# verify_line NAME: its value in the output
verify_line() { sed -n "s/^$1	//p" out; }

header=machine,input,mode,r,n,layers,width,sites,family,format,bits,round,beta,exact,exact_act,tokens,first_error,decided_by,arithmetic,details,heads,neurons,parameters

# rows: what was written, without header and carriage returns
rows() { sed 1d out | tr -d '\r'; }

# column N[,M..]: the values of columns, in order
column() { rows | cut -d , -f "$1"; }

is_csv() {
    check "expected the header $header" [ "$(head -n 1 out)" = "$header$(printf '\r')" ]
    check "a line does not end with CR LF" [ "$(grep -c "$(printf '\r')\$" out)" -eq "$(wc -l <out)" ]
    check "not 23 columns everywhere" [ "$(tr -d '\r' <out | awk -F , 'NF == 23' | wc -l)" -eq "$(wc -l <out)" ]
}

# long_sweep: the arguments of a sweep with more rows than a pipe holds, so that a
# reader who waits keeps tmprec waiting
long_sweep() {
    long=flip.tm
    while [ ${#long} -lt 3000 ]; do
        long=./././././././././././$long
    done
    echo "$long:01 --bits 4..99 --family fixed --jobs 1"
}

# each_cell FUNCTION FILE: each row of a sweep in FILE says what verify says.  FUNCTION
# runs verify on the cell whose columns are in the variables named so.
# shellcheck disable=SC2034
each_cell() {
    while IFS=, read -r name word mode r n layers width sites family format bits round beta exact exact_act tokens first_error decided_by arithmetic details heads neurons parameters <&3; do
        printf 'exact\t%s\nexact_act\t%s\ntokens\t%s\n' "$exact" "$exact_act" "$tokens" >want
        [ -z "$first_error" ] || printf 'first_error\t%s\n' "$first_error" >>want
        "$1"
        # Of what is unknown a row does not say where.
        where=${exact#[01]}
        grep -v -e '^expected' -e '^predicted' -e '^ties' -e '^token	' -e '^segment' -e '^position' ${where:+-e '^first_error'} out >got
        check "the row has $mode $r $n $layers $width $sites $family $bits $round $beta: $(cat want)" cmp -s got want
        run verify "$name" "$word" --mode "$mode" -r "$r" --activations --arithmetic "$arithmetic"
        grep -v -e '^expected' -e '^predicted' -e '^ties' -e '^token	' -e '^segment' -e '^position' ${where:+-e '^first_error'} out >got
        check "as its arithmetic says: $(cat want)" cmp -s got want
    done 3<"$2" </dev/null
}
