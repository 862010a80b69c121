#!/bin/sh
# SPDX-License-Identifier: MIT
# What Lua would take without a word in a theorem (doc/theorems.md): a number as a condition, which is true even if it is 0; a
# name that is a function and a variable; a constant in place of a condition; and what stands outside of functions, and so would
# be there for all certificates of a checker.  Before it looks at the theorems it shows that
# it can fail.
# Environment: srcdir (top of the source).
set -eu
LC_ALL=C
export LC_ALL
: "${srcdir:=$(dirname "$0")/..}"

# mistakes FILE...: prints a line for each.
mistakes() {
    awk '
        function report(what) { print file ": " what; }

        # Texts and remarks say nothing here.
        function bare(line) { gsub(/"[^"]*"/, "0", line); sub(/--.*/, "", line); return line }

        # One operand of and, or, not: a comparison, or a name that is one.
        function check_operand(text,    name) {
            if (text ~ /[<>]|==|~=/)
                return
            gsub(/ /, "", text)
            name = text
            sub(/[^A-Za-z_0-9].*/, "", name)
            if (text != "" && name !~ ("^(" conditions ")$"))
                report("no condition: " text)
        }

        # Of a call the name, of brackets what stands in them.
        function check_condition(text,    part, n, i, call) {
            while (match(text, /[A-Za-z_0-9]+\([^()]*\)/)) {
                call = substr(text, RSTART, RLENGTH)
                sub(/\(.*/, "", call)
                text = substr(text, 1, RSTART - 1) (call ~ /^(and|or|not|if)$/ ? call " 0 == 0 " : call) substr(text, RSTART + RLENGTH)
            }
            gsub(/[() ]+/, "  ", text)
            text = " " text " "
            while (sub(/ (and|or|not) /, " ; ", text)) {}
            n = split(text, part, ";")
            for (i = 1; i <= n; i++)
                check_operand(part[i])
        }

        # The condition that begins here ends at then, do, or the bracket that closes.
        function scan(text, word, end,    at) {
            while (match(text, "(^|[^A-Za-z_0-9])" word "[ (]")) {
                text = substr(text, RSTART + RLENGTH - 1)
                at = match(text, end)
                check_condition(at ? substr(text, 1, at - 1) : text)
            }
        }

        BEGIN {
            conditions = "all|scot|by_sites|by_operations|noise|subtracts_first|layers_differ|known_sums|alike|flushes|shared|rounded|many|" \
                "bounded|fits|exactly|searched|given|is_nearest|is_down|condition|all_ties|garbage_covered|nothing_rounded|operations_covered"
        }
        { file = FILENAME; line = bare($0); text[FILENAME] = text[FILENAME] " " line }
        line !~ /^( |$|end$|function )/ { report("outside of functions: " line) }
        match(line, /^function [A-Za-z_0-9]+/) { functions[substr(line, 10, RLENGTH - 9)] = FILENAME }
        {
            rest = line
            while (match(rest, /(local )?[A-Za-z_][A-Za-z_0-9]*(\[[A-Za-z0-9_]+\])? = [^;]*/)) {
                set = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + index(set, " = ") + 2)
                name = set
                sub(/ = .*/, "", name)
                value = substr(set, index(set, " = ") + 3)
                if (sub(/^local /, "", name))
                    is_local[FILENAME, name] = 1
                sub(/\[.*/, "", name)
                if ((FILENAME, name) in is_local)
                    continue
                variables[name] = FILENAME
                if (name ~ ("^(" conditions ")$") && value !~ /[<>]|==|~=|true|false|given|array|^(fits|exactly)/)
                    report("no condition for " name ": " value)
            }
        }
        END {
            for (file in text) {
                scan(text[file], "if", " then ")
                scan(text[file], "elseif", " then ")
                scan(text[file], "while", " do ")
            }
            for (name in variables)
                if (name in functions) {
                    file = variables[name]
                    report("a function and a variable: " name)
                }
        }' "$@"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# expect MISTAKE TEXT: a theorem of that text has that mistake alone.
expect() {
    printf '%s\n' "$2" | sed 's/^\(if\|while\)/ \1/' >"$work/planted.lua"
    if [ "$(mistakes "$work/planted.lua")" != "${1:+$work/planted.lua: $1}" ]; then
        echo "self-test: $2: $(mistakes "$work/planted.lua")"
        exit 1
    fi
}
expect '' 'if x == 1 and not fits then y = 1 elseif all or (many and z < 2) then y = 2 else y = 3 end'
expect 'no condition: x' 'if x then y = 1 end'
expect 'no condition: flag' 'if flag and x == 1 then y = 1 end'
expect 'no condition: flag' 'if x == 1 or not flag then y = 1 end'
expect 'no condition: x' 'while x do y = 1 end'
expect 'no condition: v' 'if x == 1 then y = 1 elseif v then y = 2 end'
expect 'no condition for fits: 1 end' 'if x == 1 then fits = 1 end'
expect 'a function and a variable: f' 'function f() return 1 end
 f = 2'
expect 'outside of functions: x = 1' 'x = 1'
expect 'outside of functions: local x = array()' 'local x = array()'

found=$(mistakes "$srcdir"/data/theorems/*.lua)
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
echo "theorems: $(cat "$srcdir"/data/theorems/*.lua | wc -l) lines without such mistakes"
