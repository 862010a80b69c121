#!/bin/sh
# SPDX-License-Identifier: MIT
# Links between documents lead somewhere: each relative link of each Markdown file below a directory names a file or a
# directory there, and its #anchor a heading of that file.  First it shows that it can fail.
# Environment: srcdir (top of the source); DOCUMENTS (another directory to look through, such as an installed one)
set -eu
LC_ALL=C
export LC_ALL

# links FILE: TARGET of each relative link, outside of code
links() {
    awk '/^    /{next} { gsub(/`[^`]*`/, ""); while (match($0, /\]\([^) ]+\)/)) { print substr($0, RSTART + 2, RLENGTH - 3); $0 = substr($0, RSTART + RLENGTH) } }' "$1" |
        grep -v -e '^[a-z]*:' || :
}

# anchors FILE: the anchors of its headings, as GitHub makes them
anchors() {
    grep '^#' "$1" | sed -e 's/^#* *//' -e 's/`//g' -e 's/\[\([^]]*\)\]([^)]*)/\1/g' | tr '[:upper:]' '[:lower:]' |
        sed -e 's/[][!"#$%&()*+,./:;<=>?@^{|}~'"'"'\\]//g' -e 's/ /-/g'
}

# has_anchor FILE ANCHOR: those of a file are looked for once
has_anchor() {
    known=$work/anchors$(printf '%s' "$1" | tr / @)
    [ -e "$known" ] || anchors "$1" >"$known"
    grep -Fqx -e "$2" "$known"
}

# faults DIRECTORY
faults() {
    (cd "$1" && find . -name '*.md' ! -path './build/*' ! -path './debian/*' | sort | while read -r file; do
        links "$file" | while read -r link; do
            path=${link%%#*}
            target=${file%/*}/$path
            [ -n "$path" ] || target=$file
            if [ ! -e "$target" ]; then
                echo "$file: no $path"
            elif [ "$link" != "$path" ] && [ -f "$target" ] && ! has_anchor "$target" "${link#*#}"; then
                echo "$file: no heading ${link#*#} in $target"
            fi
        done
    done)
}

: "${srcdir:=$(dirname "$0")/..}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '# A `b`: c, d\n[x](y.md) [z](#a-b-c-d) `[no](no.md)`\n\n    [no](no.md)\n' >"$work/x.md"
[ "$(faults "$work")" = './x.md: no y.md' ] || { echo "self-test: a missing file: $(faults "$work")"; exit 1; }
rm -f "$work"/anchors*
printf '# E\n[x](x.md#a-b-c)\n' >"$work/y.md"
[ "$(faults "$work")" = './y.md: no heading a-b-c in ./x.md' ] || { echo "self-test: a missing heading: $(faults "$work")"; exit 1; }
rm -f "$work"/anchors*

found=$(faults "${DOCUMENTS:-$srcdir}")
if [ -n "$found" ]; then
    echo "$found"
    exit 1
fi
echo "links: all of $(find "${DOCUMENTS:-$srcdir}" -name '*.md' | wc -l) documents lead somewhere"
