#!/bin/sh
# SPDX-License-Identifier: MIT
# Keeps the documents true:
# * The manual has every command and option of --help and no others. It describes
#   each option once. Each command has a page, which the build makes.
# * Every format, rounding mode and other word that an option takes is explained.
# * Every column of a sweep, of `formats`, of `round`, of `margins` and of `locate` is explained.
# * The commands that README.md begins with are there.
# * The examples of README.md, doc/interface.md, doc/tutorial.md and doc/lecture.md print what they say, and
#   draw the pictures there.
# * doc/contexts.md is what its script prints.
# Before it looks at the documents it shows that it can fail, on copies with a fault
# planted in them.
# Environment: srcdir (top of the source), TMPREC (the program, as absolute path).
set -eu
LC_ALL=C
export LC_ALL

# once NAME: what the function print_NAME prints. What the program says of itself is asked once, not for every planted fault.
once() {
    [ -e "$work/once.$1" ] || "print_$1" >"$work/once.$1"
    cat "$work/once.$1"
}

# options: a line for each command and option of --help: the command, a
# tab, and the option as the manual's macros spell it.
print_options() {
    "$TMPREC" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | while read -r command; do
        printf '%s\t\n' "$command"
        "$TMPREC" help "$command" | sed -n '/^Options:/,$s/^  \(-.*\)/\1/p' |
            sed -e 's/   *[^ -].*//' -e 's/ \([A-Z][A-Z]*\)/ Ar \1/g' \
                -e 's/ \[\([A-Z][A-Z]*\)\]/ Op Ar \1/' \
                -e 's/--/Fl @/g' -e 's/^-\([a-z]\)/Fl \1/' -e 's/Fl @/Fl Fl /g' -e 's/,/ ,/' \
                -e "s/^/$command	/"
    done
}

# check_manual FILE: prints a line for each thing that is missing or too much.
# An option has one entry `.It Fl`. If its argument differs by command, the entry
# lists both forms, separated by a comma.
check_manual() {
    once options | awk -F '\t' -v name="${1##*/}" '
        function complain(text) { print name ": " text }

        # Enters the forms of an entry, as "Fl o , Fl Fl output Ar FILE", in set.
        function enter(entry, set,    n, form) {
            n = split(entry, form, / , /)
            while (n)
                set[form[n--]] = 1
        }

        # Counts the entry for each of the options that it names.
        function count(entry,    n, form, word, name, seen) {
            n = split(entry, form, / , /)
            while (n) {
                split(form[n--], word, " ")
                name = word[2] == "Fl" ? word[1] " " word[2] " " word[3] : word[1] " " word[2]
                if (!(name in seen))
                    entries[name]++
                seen[name] = 1
            }
        }

        NR == FNR && $2 == "" { commands[$1] = 1; next }
        NR == FNR {
            enter($2, listed)
            next
        }

        /^\.It Cm / { told[substr($0, 8)] = 1 }
        /^\.It Fl / { enter(substr($0, 5), explained); count(substr($0, 5)) }

        END {
            for (c in commands)
                if (!(c in told))
                    complain("no description of the command " c)
            for (o in listed)
                if (!(o in explained))
                    complain("no description of the option " o)
            for (o in explained)
                if (!(o in listed) && o !~ /version|Fl V/)
                    complain("an option that is not there: " o)
            for (o in entries)
                if (entries[o] > 1)
                    complain("described " entries[o] " times: the option " o)
        }' - "$1"
}

# explains FILE WORD: in the first column of a table or in a list of tags
explains() {
    grep -Eq "^\|[^|]*\`$2\`[^|]*\||^\.It (Li|Cm) (.* , )?$2( , .*)?\$" "$1"
}

# columns: every one of a sweep, of its curves, of both outputs of
# `formats`, of `round`, of `margins` and of the table of `locate`.
print_columns() {
    {
        for rows in '' '--minimum bits' '--minimum beta'; do
            # shellcheck disable=SC2086
            "$TMPREC" sweep third: --bits 3 --family fixed --time $rows | head -n 1 | tr -d '\r' | tr , '\n'
        done
        for rows in '' --values; do
            # shellcheck disable=SC2086
            "$TMPREC" formats e2m1 int2 $rows | head -n 1 | tr '\t' '\n'
        done
        "$TMPREC" round e2m1 1 | head -n 1 | tr '\t' '\n'
        "$TMPREC" margins third '' | head -n 1 | tr -d '\r' | tr , '\n'
        { "$TMPREC" locate third '' --format real --beta 0 || :; } | sed -n 's/^operation /&/p' | tr -s ' ' '\n'
    } | sort -u
}

# check_columns FILE: each of them is explained.
check_columns() {
    once columns | while read -r column; do
        explains "$1" "$column" || echo "${1##*/}: no word on the column $column"
    done
}

# words: a line for each name and shape of formats, and for each word that an
# option takes, as the refusal of another word lists them.
print_words() {
    "$TMPREC" formats | sed 1d | cut -f 1
    for option in '--round ?' '--round ?:rne' '--overflow ?' '--sum ?' '--subtract ?' '--sites ?' '--family ?' '--two-way ?' '--from ?'; do
        # shellcheck disable=SC2086
        "$TMPREC" sweep third: $option 2>&1 >/dev/null | sed -n 's/.* is not one of //p' | tr -d ' ' | tr , '\n'
    done
}

# check_words FILE: each of them stands there.
check_words() {
    once words | sort -u | while read -r word; do
        explains "$1" "$word" || echo "${1##*/}: no word on $word"
    done
}

# lint FILE: what mandoc and groff, where they are there, have to say of a page
lint() {
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W warning "$1" 2>&1 | grep -v 'outdated mandoc.db' || :
    fi
    if command -v groff >/dev/null; then
        groff -ww -mandoc -T utf8 "$1" 2>&1 >/dev/null | sed "s|^|${1##*/}: |"
    fi
}

# check_pages: the page of each command, which the build makes and installs
check_pages() {
    lint "$srcdir/man/tmprec.1"
    lint "$srcdir/man/tmprec.5"
    once options | awk -F '\t' '$2 == "" { print $1 }' | while read -r command; do
        page=$work/tmprec-$command.1
        sh "$srcdir/build-aux/manual-page.sh" "$TMPREC" "$srcdir" "$command" >"$page" || echo "no page of $command"
        lint "$page"
        grep -q "^manual_commands = .* $command\( \|\$\)\|^	.*\<$command\>" "$srcdir/Makefile.am" || echo "Makefile.am: no page of $command is made"
    done
}

check_readme() {
    for command in './bootstrap && build/tmprec sweep --bits 4..32 -o sweep.csv' \
                   './bootstrap && make -C build check'; do
        grep -Fqx "    $command" "$1" || echo "${1##*/}: the command is not there: $command"
    done
}

# check_examples FILE: runs every indented line that begins with "$ " and compares
# what it prints with the indented lines after it. Lines that begin with "# " right
# before a "$ " line are comments on it. Anywhere else they are output like others.
# The same commands in the same order print the same: where a planted fault leaves them as they are, they ran before.
check_examples() {
    rm -rf "$work/examples"
    mkdir -p "$work/examples/build"
    ln -s "$TMPREC" "$work/examples/build/tmprec"
    ln -s "$(cd "$srcdir" && pwd)/examples" "$work/examples/examples"
    awk -v directory="$work/examples" '
        function want(lines) {
            if (file != "")
                printf "%s", lines >(file ".wanted")
            comment = ""
        }

        /^    \$ / {
            comment = ""
            file = directory "/" sprintf("%03d", ++n)
            print substr($0, 7) >(file ".command")
            printf "" >(file ".wanted")
            next
        }
        /^    # / { comment = comment substr($0, 5) "\n"; next }
        { want(comment) }
        !/^    / { file = "" }
        { want(substr($0, 5) "\n") }
        END { want(comment) }' "$1"
    [ -e "$work/examples/001.command" ] || { echo "${1##*/}: no examples"; return; }
    cat "$work"/examples/*.command >"$work/commands"
    ran=$work/ran.$(cksum <"$work/commands" | tr ' ' .)
    if [ -d "$ran" ]; then
        cp -R "$ran"/. "$work/examples"
    else
        for command in "$work"/examples/*.command; do
            (cd "$work/examples" && PATH=$work/examples/build:$PATH sh "$command") >"${command%.command}.printed" 2>&1 || :
        done
        mkdir "$ran" && (cd "$work/examples" && find . ! -name '*.wanted' ! -name '*.command' -type f -exec cp {} "$ran" \;)
    fi
    for command in "$work"/examples/*.command; do
        example=${command%.command}
        cmp -s "$example.wanted" "$example.printed" || {
            echo "${1##*/}: the example does not print what it says: $(cat "$command")"
            diff "$example.wanted" "$example.printed" | sed 's/^/    /'
        }
    done
}

# check_pages_with_figures FILE: its examples, and the pictures that they make beside those in doc/pictures. Without gnuplot what
# takes gnuplot is left out.
check_pages_with_figures() {
    shown=$1
    if ! command -v gnuplot >/dev/null; then
        shown=$work/without/${1##*/}
        mkdir -p "$work/without"
        grep -v '^    \$ tmprec plot ' "$1" >"$shown"
    fi
    check_examples "$shown"
    for picture in "$work"/examples/*.svg; do
        [ -e "$picture" ] || continue
        name=${picture##*/}
        # gnuplot's own version shows in what it draws.
        case $name in
        pairs.svg) [ "$(sed -n 's/.*<text[^>]*>//p' "$picture")" = "$(sed -n 's/.*<text[^>]*>//p' "$srcdir/doc/pictures/$name")" ] ;;
        *) cmp -s "$picture" "$srcdir/doc/pictures/$name" ;;
        esac || echo "${1##*/}: doc/pictures/$name is not what the command draws"
    done
}

print_contexts() { "$srcdir/experiments/summaries/table.sh"; }

# check_contexts FILE: the table of contexts is what its script prints.
check_contexts() {
    once contexts | diff - "$1" >/dev/null || echo "${1##*/}: not what table.sh prints"
}

# expect_fault CHECK FILE SED-SCRIPT: plants a fault in a copy and expects CHECK to
# find it.
expect_fault() {
    source=$srcdir/$2
    [ "$2" != manual ] || source=$work/manual
    mkdir -p "$work/faulty"
    sed "$3" "$source" >"$work/faulty/${2##*/}"
    if cmp -s "$source" "$work/faulty/${2##*/}"; then
        echo "self-test: nothing to change in $2: $3"
        exit 1
    fi
    if [ -z "$("$1" "$work/faulty/${2##*/}")" ]; then
        echo "self-test: $1 did not find this fault in $2: $3"
        exit 1
    fi
}

self_test() {
    expect_fault check_manual manual '/^\.It Cm info/d'
    expect_fault check_manual manual '/^\.It Fl j , Fl Fl jobs/d'
    expect_fault check_manual manual 's/^\(\.It Fl r Ar R\) , Fl r Ar LIST/\1/'
    expect_fault check_manual manual 's/^\.It Fl r Ar R , Fl r Ar LIST/.It Fl r Ar R\
.It Fl r Ar LIST/'
    expect_fault check_manual manual '/^\.It Fl Fl minimum/d'
    expect_fault check_manual manual 's/^\.It Fl o , .*/.It Fl o Ar FILE/'
    expect_fault check_manual manual 's/^\.It Fl j , Fl Fl jobs Ar N/&\
.It Fl Fl threads Ar N/'
    expect_fault check_manual manual 's/^\.It Fl j , Fl Fl jobs Ar N/.It Fl Fl pretty\
&/'
    expect_fault check_columns manual '/^\.It Li first_error/d'
    expect_fault check_columns manual '/^\.It Li holes/d'
    expect_fault check_columns manual 's/^\.It Li error , ulps/.It Li error/'
    expect_fault check_columns manual 's/^\.It Li needs , slack/.It Li slack/'
    expect_fault check_columns doc/interface.md '/^| `operation` |/d'
    expect_fault check_columns manual 's/^\.It Li unit_roundoff/.It Li unit/'
    expect_fault check_words manual 's/^\.It Li e4m3fn$/.It Li e4m3/'
    expect_fault check_words manual 's/ , posit16//'
    expect_fault check_words manual '/^\.It Li eXmYfnuz/d'
    expect_fault check_words manual '/^\.It Cm rto/d'
    expect_fault check_words manual '/^\.It Cm param/d'
    expect_fault check_words manual '/^\.It Cm fold/d'
    expect_fault check_words doc/interface.md '/^| `rsr` |/d'
    expect_fault check_columns doc/interface.md '/^| `layers` |/d'
    expect_fault check_readme README.md 's/4\.\.32 -o/4..31 -o/'
    expect_fault check_examples README.md 's/^    100$/    101/'
    expect_fault check_examples README.md 's/^    100$/&\
    # 3 + 1/'
    expect_fault check_examples README.md 's/^    mode,r,n,layers,width$/&\
    # two contexts/'
    expect_fault check_pages_with_figures doc/lecture.md 's/--layer 13..19 --plot/--layer 13..18 --plot/'
    expect_fault check_pages_with_figures doc/tutorial.md 's/^    374,6,6$/    374,6,7/'
    expect_fault check_contexts doc/contexts.md 's/| 1270 |/| 1271 |/'
}

: "${srcdir:=$(dirname "$0")/..}"
: "${TMPREC:?the program}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat "$srcdir/man/tmprec.1" "$srcdir/man/tmprec.5" >"$work/manual"
self_test

faults=$(
    check_manual "$work/manual"
    check_pages
    check_columns "$work/manual"
    check_columns "$srcdir/doc/interface.md"
    check_words "$work/manual"
    check_words "$srcdir/doc/interface.md"
    check_readme "$srcdir/README.md"
    check_examples "$srcdir/README.md"
    check_examples "$srcdir/doc/interface.md"
    check_pages_with_figures "$srcdir/doc/tutorial.md"
    check_pages_with_figures "$srcdir/doc/lecture.md"
    check_contexts "$srcdir/doc/contexts.md"
)
if [ -n "$faults" ]; then
    printf '%s\n' "$faults"
    exit 1
fi
echo "manual: $(once options | grep -c 'Fl') options of $(once options | grep -vc 'Fl') commands in order"
