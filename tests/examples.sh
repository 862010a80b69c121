#!/bin/sh
# SPDX-License-Identifier: MIT
# The examples of the library print what they should: in C, in C++ and in Python, with NumPy and without.
# Environment: srcdir (top of the source), CC.  Of a build: LIBRARY (the shared library, as absolute path).  Of what was installed: PREFIX, and
# PC_PATH (where tmprec.pc is), DESTDIR; PYTHON_MODULE (the folder of tmprec.py); then both kinds of library are linked.
# CFLAGS (of the library): examples of a library with sanitizers or counters need those, too.
set -eu
LC_ALL=C
export LC_ALL
: "${srcdir:=$(dirname "$0")/..}"
srcdir=$(cd "$srcdir" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "examples: $*"
    exit 1
}

# expect NAME COMMAND...: it prints tests/examples/NAME.out
expect() {
    name=$1
    shift
    "$@" >"$work/out" || fail "$*: status $?"
    diff "$srcdir/tests/examples/$name.out" "$work/out" || fail "$*: prints something else"
}

# run_all WHAT LANGUAGE COMPILER FLAGS: each example, compiled so
run_all() {
    for example in "$srcdir"/examples/*.c; do
        name=$(basename "$example" .c)
        # shellcheck disable=SC2086
        $3 $sanitizers -Wall -Wextra -Werror -x "$2" "$example" -x none -o "$work/$name" $4 -lm -pthread || fail "$name: does not compile as $1"
        expect "$name" "$work/$name"
        count=$((count + 1))
    done
}

sanitizers=
for flag in ${CFLAGS-}; do
    case $flag in -fsanitize=* | --coverage) sanitizers="$sanitizers $flag" ;; esac
done
[ -n "${PC_PATH-}" ] || [ -e "$LIBRARY" ] || {
    echo "no shared library was built"
    exit 77
}
count=0
cxx=$(command -v "${CXX:-g++}") || cxx=
if [ -n "${PC_PATH-}" ]; then
    PKG_CONFIG_PATH=$PC_PATH PKG_CONFIG_SYSROOT_DIR=${DESTDIR-}
    export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
    flags=$(pkg-config --cflags --libs tmprec) || fail 'no tmprec.pc'
    folder=${DESTDIR-}$(PKG_CONFIG_SYSROOT_DIR='' pkg-config --variable=libdir tmprec)
    LIBRARY=$folder/libtmprec.so
else
    folder=${LIBRARY%/*}
    flags="-I$srcdir/include -L$folder -ltmprec"
fi
LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

run_all C c "$CC -std=c99" "$flags"
[ -z "$cxx" ] || run_all C++ c++ "$cxx" "$flags"
if [ -n "${PC_PATH-}" ]; then
    # With its archive instead, and what that needs.
    needs=$(PKG_CONFIG_SYSROOT_DIR='' pkg-config --static --libs tmprec | sed 's/-ltmprec//; s/-L[^ ]*//')
    run_all 'C with the archive' c "$CC -std=c99" "$(pkg-config --cflags tmprec) $folder/libtmprec.a $needs"
fi

# Python loads a library into a program without sanitizers.
python=$(command -v python3) || python=
[ -z "$sanitizers" ] || python=
if [ -n "$python" ]; then
    TMPREC_LIBRARY=$LIBRARY PYTHONPATH=${PYTHON_MODULE:-$srcdir/examples} PYTHONDONTWRITEBYTECODE=1
    export TMPREC_LIBRARY PYTHONPATH PYTHONDONTWRITEBYTECODE
    cat >"$work/sizes.c" <<'END'
#include <stdio.h>
#include <tmprec.h>
#define SIZE(name, type) printf(name "=%zu ", sizeof (type))
int main(void)
{
  SIZE("Error", tmprec_error), SIZE("Token", tmprec_token), SIZE("Activations", tmprec_activations), SIZE("Scores", tmprec_scores);
  SIZE("Margin", tmprec_margin), SIZE("Cell", tmprec_cell), SIZE("Watch", tmprec_watch), SIZE("Options", tmprec_simulation_options);
  SIZE("Reading", tmprec_reading);
  return 0;
}
END
    # shellcheck disable=SC2086
    $CC -std=c99 "$work/sizes.c" -o "$work/sizes" $flags
    # shellcheck disable=SC2046
    "$python" "$srcdir/tests/python_module.py" $("$work/sizes") 2>"$work/log" || { cat "$work/log"; fail 'tests/python_module.py'; }
    expect attention "$python" "$srcdir/examples/attention.py"
    expect attention "$python" -c "import sys; sys.modules['numpy'] = None; sys.path.insert(0, '$PYTHONPATH'); sys.argv = ['x']
import runpy; runpy.run_path('$srcdir/examples/attention.py', run_name='__main__')"
    count=$((count + 2))
fi
echo "examples: $count runs"
