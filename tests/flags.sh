#!/bin/sh
# SPDX-License-Identifier: MIT
# The library is compiled with the flags that its proofs and its results rest on.
# Environment: CFLAGS, as make has them.
set -eu
failed=0
for flag in -std=c11 -ffp-contract=off; do
    case " ${CFLAGS:?the flags of the compiler} " in
        *" $flag "*) ;;
        *)
            echo "flags: the library was compiled without $flag"
            failed=1
            ;;
    esac
done
case " $CFLAGS " in
    *' -ffast-math '* | *' -Ofast '* | *' -funsafe-math-optimizations '*)
        echo "flags: $CFLAGS change what numbers become"
        failed=1
        ;;
esac
[ "$failed" != 0 ] || echo 'flags: as results need them'
exit "$failed"
