#!/bin/sh
# Prints doc/contexts.md: the contexts that three machines need over growing runs, with
# and without summaries.
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

A chain of thought (CoT) keeps every step, so its context grows with the machine's *time*.
Summarized (SCoT), a context begins with the cells in use and is left when it has grown to four
times that: it grows with the *space*. What that means for the context `2^r`, and so for depth and
width, which are proportional to `r`:

* `odometer` counts up until its digits overflow: its time is exponential in its space;
* `sort` swaps neighbours: time about the square of the space;
* `reverse` takes three steps a cell: where time is a small multiple of space, summaries gain no more
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

A context's last token counts. `r` is the smallest even number, at least 4, with `2^r` tokens or more
in every context; SCoT's segments depend on it, as position blocks do. `experiments/summaries/table.sh`
prints this page.
EOF
