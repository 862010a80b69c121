#!/bin/sh
# SPDX-License-Identifier: MIT
# Large files of each kind: how many instructions reading or refusing them takes. A file and one ten times as large are
# compared, so that what grows faster than the file shows on any machine: of 1 MB and 10 MB where perf counts, of 100 kB and
# 1 MB under valgrind, which is slow. `make check` does not run it.
# Environment: TMPREC (the program). Arguments: kinds; by default all.
set -eu
LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# instructions COMMAND...: those of the process in user mode.
if perf stat -x, -e instructions:u true 2>&1 | grep -q '^[0-9]'; then
    bytes=1000000
    instructions() {
        perf stat -x, -e instructions:u -o "$work/count" -- "$@" >/dev/null 2>&1 </dev/null || true
        awk -F, '/instructions/ {print $1}' "$work/count"
    }
elif command -v valgrind >/dev/null; then
    bytes=100000
    instructions() {
        valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null --log-file="$work/count" "$@" >/dev/null 2>&1 </dev/null || true
        awk '/I *refs:/ {gsub(",", "", $NF); print $NF}' "$work/count"
    }
else
    echo 'large.sh: neither perf nor valgrind counts here'
    exit 77
fi

# repeat BYTES LINE: so many bytes of the line, whole lines.
repeat() { yes "$2" | head -c "$1" | sed '$d'; }
# numbered BYTES FORMAT: lines of the format, each with its number.
numbered() { awk -v n="$1" -v f="$2\n" 'BEGIN {for (i = 0; size < n; i++) {line = sprintf(f, i, i, i); printf "%s", line; size += length(line)}}'; }

# file KIND BYTES: a file of that kind.
file() {
    case $1 in
        tm-rules) printf 'tapes 1\nblank _\ninput 0 1\nstart q0\nhalt h\n'; numbered "$2" 'q%d 0 -> h 0 R' ;;
        tm-same-rule) printf 'tapes 1\nblank _\ninput 0 1\nstart q\nhalt h\n'; repeat "$2" 'q 0 -> h 0 R' ;;
        tm-comments) repeat "$2" '# nothing' ;;
        tm-one-line) printf 'tapes 1\ninput'; repeat "$2" ' 0' | tr -d '\n' ;;
        tmsim) printf 'name: x\ninit: q0\naccept: h\n'; numbered "$2" 'q%d,0\nh,0,>\n' ;;
        morphett) numbered "$2" '%d 0 1 r %d' ;;
        bb) printf 1RB1LB; numbered "$2" '_1RB1LA' | tr -d '\n' ;;
        bb-list) repeat "$2" '1RB1LB_1LA1RZ' ;;
        nju) printf '#Q = {a}\n#S = {0}\n#G = {0,_}\n#q0 = a\n#B = _\n#F = {a}\n#N = 1\n'; numbered "$2" 'a%d 0 0 r a%d' ;;
        tmio) printf 'blank: " "\nstart state: q0\ntable:\n'; numbered "$2" '  q%d: {0: R}' ;;
        tmio-nested) printf 'blank: " "\ntable: '; repeat "$2" '[' | tr -d '\n' ;;
        tmio-aliases) printf 'a: &a x\nb: ['; repeat "$2" '*a, ' | tr -d '\n'; echo ']' ;;
        ft) printf '{"name": "x", "alphabet": ["0"], "blank": "0", "states": ["q"], "initial": "q", "finals": [], "transitions": {'; numbered "$2" '"q%d": [{"read": "0", "to_state": "q", "write": "0", "action": "RIGHT"}],'; echo '}}' ;;
        jff) printf '<structure><type>turing</type><automaton>'; numbered "$2" '<state id="%d" name="q%d"></state>'; echo '</automaton></structure>' ;;
        jff-nested) repeat "$2" '<structure>' ;;
        jff-entities) printf '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">]><structure><type>'; repeat "$2" '&a;' | tr -d '\n' ;;
        tokens) printf 'inp\nsym:1\neinp\n'; repeat "$2" 'run:odd/$/R' ;;
        tokens-segments) printf 'inp\nsym:1\neinp\n\n'; repeat "$2" '' ;;
        csv) printf 'machine,input,mode,r,n\r\n'; numbered "$2" 'a%d,b,cot,4,5\r' ;;
        csv-curves) printf 'family,mode,machine,input,r,n,minimum,bits\r\n'; numbered "$2" 'fixed,cot,m%d,b,4,5,6,%d\r' ;;
        csv-columns) numbered "$2" 'c%d,' | tr -d '\n' ;;
        csv-quote) printf 'a,b\r\n"'; repeat "$2" 'x,"' ;;
        part) printf 'machine,shard_1_of_1_of_sweep_0123456789abcdef0123456789abcdef_with_5_rows\r\n'; numbered "$2" 'a,%d\r' ;;
        part-many) printf 'machine,shard_1_of_4294967295_of_sweep_0123456789abcdef0123456789abcdef_with_0_rows\r\n' ;;
        certificate) printf 'tmprec-certificate 1\nclaim\texact_act\ntheorem\tsnap\nscope\tall\nmode\tcot\nr\t8\nn\t256\nties\t113\nmachine\t0\t0\t0\n'; repeat "$2" 'arithmetic	act=fixed:1.0' ;;
        certificate-number) printf 'tmprec-certificate 1\nclaim\texact_act\ntheorem\tsnap\nscope\tall\nmode\tcot\nr\t'; repeat "$2" 9 | tr -d '\n' ;;
        *) echo "no kind $1" >&2; exit 1 ;;
    esac
}

# reading KIND FILE: the words of the command that reads it.
reading() {
    case $1 in
        tokens*) echo verify parity 1 --tokens "$2" ;;
        csv*) echo plot --script "$2" ;;
        part*) echo merge "$2" ;;
        certificate*) echo check "$2" ;;
        *) echo convert "$2" ;;
    esac
}

# grows SMALL LARGE: their ratio; fails unless both are numbers, the larger is at most 15 times the smaller, and it is at most
# 4000 instructions a byte beside those with which a process begins.
grows() {
    awk -v s="$1" -v l="$2" -v bytes="$bytes" 'BEGIN {
        if (s !~ /^[0-9]+$/ || l !~ /^[0-9]+$/) {print "not counted"; exit 1}
        printf "%.2f", l / s
        exit l > 15 * s || l > 4000 * 10 * bytes + 5e7}'
}

# It has to see what is quadratic, and what was not counted.
! grows 1000000 100000000 >/dev/null && ! grows '' '' >/dev/null || { echo 'large.sh sees nothing'; exit 1; }

bad=0
for kind in ${*:-$(sed -n 's/^        \([a-z-]*\)) \(printf\|numbered\|repeat\).*/\1/p' "$0")}; do
    file "$kind" $bytes >"$work/small"
    file "$kind" $((10 * bytes)) >"$work/large"
    # The words have no blanks in them.
    # shellcheck disable=SC2046
    small=$(instructions "$TMPREC" $(reading "$kind" "$work/small")) large=$(instructions "$TMPREC" $(reading "$kind" "$work/large"))
    verdict=$(grows "$small" "$large") || { bad=1; verdict="$verdict TOO MANY"; }
    printf '%-20s %7s kB %12s   %7s kB %12s   ratio %s\n' "$kind" $((bytes / 1000)) "$small" $((bytes / 100)) "$large" "$verdict"
done
exit $bad
