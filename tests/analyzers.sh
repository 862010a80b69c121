#!/bin/sh
# SPDX-License-Identifier: MIT
# tests/analyze.sh is not clean if one of the analyzers is not there, does not see a fault, cannot read a file, or finds
# something.  The analyzers here are one script with three names.
# Environment: srcdir (top of the source).
set -eu
: "${srcdir:=$(dirname "$0")/..}"
analyze=$(cd "$srcdir/tests" && pwd)/analyze.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/tools" "$work/without" "$work/top" "$work/top/src" "$work/top/include"
echo 'int nothing;' >"$work/top/src/a.c"
for tool in cat dirname find grep mktemp rm sed sort wc; do
    ln -s "$(command -v $tool)" "$work/tools/$tool"
done
cat >"$work/tools/gcc" <<'END'
#!/bin/sh
# Finds the fault that is shown, but for what HOW says of WHO.
name=${0##*/} how=
[ "$name" != "$WHO" ] || how=$HOW
for word; do
    case $how:$word in
        :*shown.c | finds:*.c | fails:*shown.c) echo "$word:6:3: warning: a fault [$([ "$name" = gcc ] && echo -Wanalyzer-)fault]" ;;
        fails:*.c) exit 1 ;;
    esac
done
exit 0
END
chmod +x "$work/tools/gcc"
cp "$work/tools/gcc" "$work/tools/cppcheck"
cp "$work/tools/gcc" "$work/tools/clang-tidy"

# expect STATUS TEXT WHO HOW
expect() {
    status=0
    found=$(srcdir=$work/top TMPREC_CFLAGS=-Werror WHO=$3 HOW=$4 PATH=$work/tools /bin/sh "$analyze" 2>&1) || status=$?
    case $status:$found in
        "$1":*"$2"*) ;;
        *) printf '%s %s: status %s, not %s with "%s":\n%s\n' "$3" "$4" $status "$1" "$2" "$found"; exit 1 ;;
    esac
}

expect 0 '0 findings' nobody ''
for who in gcc cppcheck clang-tidy; do
    expect 1 "$who does not find" $who misses
    expect 1 'src/a.c:6:3: warning: a fault [' $who finds
    expect 1 "$who cannot read" $who fails
    mv "$work/tools/$who" "$work/without"
    expect 1 "$who is not there" nobody ''
    mv "$work/without/$who" "$work/tools"
done
echo 'analyzers: none is left out in silence'
