#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints doc/contexts.md: the contexts that three machines need on runs of growing
# length, with and without summaries.
#     experiments/summaries/table.sh >doc/contexts.md
# Environment: TMPREC, the program (default: build/tmprec of this source).
set -eu
LC_ALL=C
export LC_ALL
: "${TMPREC:=$(cd "$(dirname "$0")" && pwd)/../../build/tmprec}"

# told MACHINE INPUT MODE: steps, segments, tokens of the longest context, the least r
told() {
    "$TMPREC" trace "$1" "$2" --mode "$3" | awk '
        function end() { if (n > longest) longest = n; n = 0; segments++ }
        /^run:/ { steps++ }
        $0 == "" { end(); next }
        { n++ }
        END {
            end()
            for (r = 4; 2 ^ r < longest; r += 2) ;
            print steps, segments, longest, r
        }'
}

rows() {
    for input in "$@"; do
        read -r steps _ n r <<EOF
$(told "$machine" "$input" cot)
EOF
        read -r _ segments n_scot r_scot <<EOF
$(told "$machine" "$input" scot)
EOF
        echo "| \`$machine\` | ${#input} | $steps | $n | $r | $n_scot | $r_scot | $segments |"
    done
}

cat <<'EOF'
# How long a context has to be

A chain of thought (CoT) keeps every step. Its context grows with the machine's *time*.

A summarized chain of thought (SCoT) begins a context with the cells in use. It leaves the context when
that has grown to four times this start. Its context grows with the machine's *space*.

The context has `2^r` tokens. Depth and width of the transformer are proportional to `r`. The table
shows `r` for three machines:

* `odometer` counts up until its digits overflow. Its time is exponential in its space.
* `sort` swaps neighbours. Its time is about the square of its space.
* `reverse` takes three steps per cell. Where time is a small multiple of space, summaries gain no more
  than a constant factor.

| machine | symbols of input | steps | CoT: tokens | r | SCoT: tokens of the longest context | r | segments |
|---|---|---|---|---|---|---|---|
EOF
machine=odometer
rows 0 000 00000 0000000 000000000 00000000000 0000000000000 000000000000000
machine=sort
rows cba cbacba cbacbacbacba cbacbacbacbacbacbacbacba cbacbacbacbacbacbacbacbacbacbacbacbacbacbacbacba
machine=reverse
rows 01 0101 01010101 0101010101010101 01010101010101010101010101010101 0101010101010101010101010101010101010101010101010101010101010101
cat <<'EOF'

* The last token of a context counts.
* `r` is the smallest even number, at least 4, such that every context has at most `2^r` tokens.
* The segments of SCoT depend on `r`, because position blocks do.
* `tmprec sweep MACHINE --contexts 16..4096 --mode cot,scot` makes inputs for contexts of wanted lengths, as the
  line `# generator:` in the machine's file says.

`experiments/summaries/table.sh` prints this page.
EOF
