#!/bin/sh
# SPDX-License-Identifier: MIT
# -o FILE: nothing is lost.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

small='flip.tm:01 --bits 4 --family fixed'
# shellcheck disable=SC2086
run sweep $small
judge 0 '*' ""
cp out small.csv
echo precious >kept.csv
cp kept.csv precious
for arguments in "$small --bits 9..4" "$small --foo" "$small --family x" "$small -r 5" "missing.tm:0" "flip.tm:2" \
    "loops.tm:0 --max-steps 10" "four.tm:00000 -r 4" "flip.tm --bits 4" "flip.tm:0 missing.tm:0" \
    "flip.tm:0 --bits 1 --family fixed"; do
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
    small_files 1
    exec $limit "$TMPREC" sweep flip.tm:01 --bits 4..60 --family fixed -o kept.csv
) >out 2>err </dev/null
status=$?
said='ulimit -f 1; tmprec sweep flip.tm:01 --bits 4..60 --family fixed -o kept.csv'
judge 2 "" 'kept.csv.journal: *[Tt]oo large*--resume*'
check "the file is not as it was" cmp -s kept.csv precious
check "more than the journal is left behind" [ "$(echo kept.csv*)" = 'kept.csv kept.csv.journal' ]
rm kept.csv.journal
# A pipe is written to, not replaced.
mkfifo pipe
cat pipe >got &
# shellcheck disable=SC2086
run sweep $small -o pipe
: 3<>pipe
wait $!
judge 0 "" ""
check "the pipe did not bring the rows" cmp -s got small.csv
check "the pipe is gone" [ -p pipe ]

if [ -c /dev/full ]; then
    # shellcheck disable=SC2086
    run sweep $small -o /dev/full
    judge 2 "" '/dev/full: *[Nn]o space*'
    check "/dev/full is gone" [ -c /dev/full ]
fi

# What is read is not replaced: by its name, another path, a link.
cp flip.tm own.tm
ln -s own.tm linked.tm
for name in own.tm ./own.tm "$work/own.tm"; do
    for arguments in "sweep own.tm:01 --bits 4 --family fixed" "sweep flip.tm:0 own.tm --bits 4 --family fixed" \
        "sweep linked.tm:01 --bits 4 --family fixed" "bound own.tm 01 --act fixed:1.0 --attn fixed:1.4"; do
        # shellcheck disable=SC2086
        run $arguments -o "$name"
        judge 2 "" '* this file is read, and would be replaced; write to another'
        check "the file is not as it was" cmp -s own.tm flip.tm
    done
done
run bound own.tm 01 --act fixed:1.0 --attn fixed:1.4 --coq own.tm
judge 2 "" '* this file is read, and would be replaced; write to another'
cp small.csv page.csv
run report small.csv page.csv -o page.csv
judge 2 "" '* this file is read, and would be replaced; write to another'
check "the file is not as it was" cmp -s page.csv small.csv
# Names of machines that come with tmprec, and words, are no files.
cp flip.tm third
run sweep third:11 --bits 4 --family fixed -o third
judge 0 "" ""
cp precious 01
run bound own.tm 01 --act fixed:1.0 --attn fixed:1.4 -o 01
judge 0 '*' ""

finish
