#!/bin/sh
# SPDX-License-Identifier: MIT
# Machine files at the limits of what is read, and above.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

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

# zeros N CHARACTER: that character N times
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
    refuses <<'TABLE'
trace - 0 <m.tm => (standard input):[0-9]*:[0-9]*: *67108864*
TABLE
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

limits

finish
