#!/bin/sh
# SPDX-License-Identifier: MIT
# Each source says its licence.
# Environment: srcdir (top of the source).
set -eu
: "${srcdir:=$(dirname "$0")/..}"

# silent DIRECTORY: the sources there that do not
silent() {
    find "$1/src" "$1/include" "$1/tests" "$1/build-aux" "$1/examples" "$1/experiments" "$1/data/theorems" \
        \( -name '*.c' -o -name '*.h' -o -name '*.sh' -o -name '*.py' -o -name '*.awk' -o -name '*.lua' -o -name '*.map' \) \
        ! -path '*/import/*' ! -path '*/golden/*' ! -path '*/seeds/*' ! -path '*/found/*' ! -name 'install-sh' ! -name 'ltmain.sh' \
        -exec grep -L 'SPDX-License-Identifier: MIT' {} + 2>/dev/null || :
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
echo '/* nothing */' >"$work/src/a.c"
[ "$(silent "$work")" = "$work/src/a.c" ] || { echo 'self-test: a source without a licence was not found'; exit 1; }

found=$(silent "$srcdir")
if [ -n "$found" ]; then
    echo "no licence in: $found"
    exit 1
fi
echo 'licence: in every source'
