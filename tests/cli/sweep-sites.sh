#!/bin/sh
# SPDX-License-Identifier: MIT
# Sites in a sweep, and their modes of rounding.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

# Every site is swept as its option sets it.
verify_site() {
    run verify "$name" "$word" "--$site" "$format" --round "$round" --activations
}
for site in act attn logit exp acc param; do
    run sweep flip.tm:01 --sites $site --bits 5,12 --family fixed,float --round $site:rtz
    judge 0 '*' ""
    is_csv
    check "the column sites" [ "$(column 8 | uniq)" = "$site" ]
    check "the column round" [ "$(column 12 | uniq)" = rtz ]
    rows >some
    each_cell verify_site some
done
shows 'column 8' <<'TABLE'
# in one order, beside mpfr, and with the sites beside those that are swept
sweep flip.tm:01 --sites param+acc+exp+logit+attn+act --bits 16 --family float => 0 act+attn+logit+exp+acc+param
sweep flip.tm:01 --sites ACC+Logit --bits 16 => 0 logit+acc logit+acc all
sweep flip.tm:01 --sites logit --format fp16 --exp fp32 --acc real --bits 8 --family float => 0 act+attn+logit+exp
TABLE

# The column `round`.
shows 'column 12' <<'TABLE'
sweep flip.tm:01 --bits 8 --family fixed --round rne => 0 rne
sweep flip.tm:01 --bits 8 --family fixed --round rna => 0 rna
sweep flip.tm:01 --bits 8 --family fixed --round rtz => 0 rtz
sweep flip.tm:01 --bits 8 --family fixed --round raz => 0 raz
sweep flip.tm:01 --bits 8 --family fixed --round rup => 0 rup
sweep flip.tm:01 --bits 8 --family fixed --round rdn => 0 rdn
sweep flip.tm:01 --bits 8 --family fixed --round rto => 0 rto
sweep flip.tm:01 --bits 8 --family fixed --round rsr => 0 rsr
sweep flip.tm:01 --bits 8 --family fixed --round attn:rtz => 0 act:rne+attn:rtz
sweep flip.tm:01 --bits 8 --family fixed --round ATTN:rtz,act:RAZ => 0 act:raz+attn:rtz
sweep flip.tm:01 --bits 8 --family fixed --round attn:rtz,act:rtz => 0 rtz
sweep flip.tm:01 --bits 8 --family fixed --round logit:rtz => 0 rne
sweep flip.tm:01 --bits 8 --family fixed --round logit:rtz --logit fp16 => 0 act:rne+attn:rne+logit:rtz
sweep flip.tm:01 --bits 8 --family fixed --round rtz --round attn:rup => 0 act:rtz+attn:rup
sweep flip.tm:01 --bits 8 --family fixed --round attn:rup --round rdn => 0 rdn
sweep flip.tm:01 --bits 8 --family fixed --sites attn --round attn:rto => 0 rto
TABLE
for mode in rne rna rtz raz rup rdn rto; do
    run sweep flip.tm:01 --bits 8 --family mpfr --round $mode
    judge 0 '*' ""
    check "the mode of mpfr" [ "$(column 12)" = $mode ]
    exact=$(column 14)
    run verify flip.tm 01 --format mpfr:8 --round $mode
    check "a row says what verify says" [ "$(verify_line exact)" = "$exact" ]
done
# A mode for each of the two ends: weights that only become less cannot be exact here.
answers <<'TABLE'
verify counter 1101 --act fixed:1.0 --attn p:1 --round attn:rtz => 1 some
verify counter 1101 --act fixed:1.0 --attn p:1 --round act:rtz => 1 some
verify counter 1101 --act fixed:1.0 --attn p:1 => 0 some
TABLE

# Formats with bounded exponents: what is too large.
shows 'verify_line predicted' <<'TABLE'
# infinite logits are no numbers
verify parity 1101 --format fp16 --logit e3m2 --beta 100 => 1 NaN
# toward zero nothing is infinite, but if it has to be
verify parity 1101 --format fp16 --logit e3m2 --beta 100 --round logit:rtz --overflow inf => 1 NaN
verify parity 1101 --format fp16 --logit e4m3fn --beta 1000 --overflow nan => 1 NaN
verify parity 1101 --format fp16 --logit e4m3 --beta 1000 => 1 NaN
TABLE
# numbers ARGUMENT...: what is predicted is no NaN
numbers() {
    run "$@"
    check "NaN" [ "$(verify_line predicted)" != NaN ]
}
# Saturated, toward zero, and the largest where there are no infinities.
numbers verify parity 1101 --format fp16 --logit e3m2 --beta 100 --overflow saturate
numbers verify parity 1101 --format fp16 --logit e3m2 --beta 100 --round logit:rtz
numbers verify parity 1101 --format fp16 --logit e4m3fn --beta 1000
# Subtracted before, the largest logit is 0.
run verify parity 1101 --format fp16 --logit e4m3 --beta 1000 --subtract before
judge 0 '*' ""

finish
