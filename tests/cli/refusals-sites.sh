#!/bin/sh
# SPDX-License-Identifier: MIT
# Options of the sites, of rounding and of single layers that are refused.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

refuses <<'TABLE'
# the sites
verify flip.tm 0 --logit foo => *'foo'*
verify flip.tm 0 --exp p:0 => *'p:0'*at least 1
verify flip.tm 0 --acc exact => *'exact'*
verify flip.tm 0 --param '' => *''*
verify flip.tm 0 --logit => *--logit*argument*
verify flip.tm 0 --weigths fp16 => *--weigths*
trace flip.tm 0 --logit fp16 => *--logit*
info flip.tm 0 --round rtz => *--round*
verify flip.tm 0 --format mpfr:4 --logit p:4 => a format for logit*mpfr*
verify flip.tm 0 --exp p:4 --format mpfr:4 => a format for exp*mpfr*
verify flip.tm 0 --format mpfr:4 --acc real => a format for acc*mpfr*
verify flip.tm 0 --format mpfr:fp16 --param fp16 => a format for param*mpfr*
verify flip.tm 0 --act e4m3b20 => *'e4m3b20'*-1 and 1*activations*
verify flip.tm 0 --param e4m3b20 => *'e4m3b20'*-1 and 1*weights*
verify flip.tm 0 --format e4m3b20 => *'e4m3b20'*-1 and 1*
sweep flip.tm:0 --param e4m3b20 => *'e4m3b20'*-1 and 1*weights*
verify flip.tm 0 --exp mxfp4 => exp: *share*
verify flip.tm 0 --acc mxint8 => acc: *share*
verify flip.tm 0 --param mxfp8e5m2 => param: *share*
# --sum and --subtract
verify flip.tm 0 --acc p:8 --sum foo => *'foo'*sequential, pairwise, compensated, reverse, shuffled, any
verify flip.tm 0 --acc p:8 --sum '' => *''*sequential, pairwise, compensated, reverse, shuffled, any
verify flip.tm 0 --acc p:8 --sum shuffled => *--sum*'shuffled'*N*
verify flip.tm 0 --acc p:8 --sum any:3 => *any:3*
run flip.tm 0 --acc p:8 --sum any => *--sum any*verify, sweep and which*
verify flip.tm 0 --acc p:8 --product cut => *'cut'*exact, rounded
verify flip.tm 0 --acc p:8 --block 0:p:4 => *'0:p:4'*TERMS:FORMAT*
verify flip.tm 0 --acc p:8 --block 4 => *'4'*TERMS:FORMAT*
verify flip.tm 0 --acc p:8 --block 4:real => *'real'*
verify flip.tm 0 --acc p:8 --fuse 4:-1 => *'4:-1'*GUARD*
verify flip.tm 0 --acc posit8 --fuse 4:1 => *guard bits*
verify flip.tm 0 --acc p:8 --fuse 4 --sum pairwise => *at once*
verify flip.tm 0 --acc p:8 --block 4:p:4 --sum any => *two at a time*
verify flip.tm 0 --act p:8 --block 4:p:4 => *format for acc*
verify flip.tm 0 --format mpfr:8 --product rounded => *mpfr*
verify flip.tm 0 --sum pairwise => an order of summation needs a format for acc*
verify flip.tm 0 --format fp16 --sum compensated => an order of summation needs a format for acc*
verify flip.tm 0 --acc real --sum pairwise => an order of summation needs a format for acc*
run flip.tm 0 --act fp16 --sum pairwise => an order of summation needs a format for acc*
sweep flip.tm:0 --sum pairwise => an order of summation needs a format for acc*
sweep flip.tm:0 --sites act --sum pairwise --family fixed => an order of summation needs a format for acc*
verify flip.tm 0 --logit p:8 --subtract foo => *'foo'*after, before
verify flip.tm 0 --subtract before => subtraction before rounding needs a format for logit*
verify flip.tm 0 --format fp16 --subtract before => subtraction before rounding needs a format for logit*
verify flip.tm 0 --logit real --subtract before => subtraction before rounding needs a format for logit*
sweep flip.tm:0 --sites attn --family float --subtract before => subtraction before rounding needs a format for logit*
verify flip.tm 0 --format mpfr:8 --sum pairwise => an order of summation*mpfr*
verify flip.tm 0 --format mpfr:8 --subtract before => *subtraction*mpfr*
sweep flip.tm:0 --acc p:30 --sum pairwise => an order of summation*mpfr*
# --round
verify flip.tm 0 --format fp16 --round '' => *''*rne*
verify flip.tm 0 --format fp16 --round act => *'act'*rne*
verify flip.tm 0 --format fp16 --round rne,rtz => *'rne,rtz'*
verify flip.tm 0 --format fp16 --round act: => *''*rne*
verify flip.tm 0 --format fp16 --round act:foo => *'foo'*rne*
verify flip.tm 0 --format fp16 --round :rne => *''*act, attn, logit, exp, acc, param
verify flip.tm 0 --format fp16 --round foo:rne => *'foo'*act, attn, logit, exp, acc, param
verify flip.tm 0 --format fp16 --round act:rne, => *'act:rne,'*SITE:MODE*
verify flip.tm 0 --format fp16 --round ,act:rne => *',act:rne'*SITE:MODE*
verify flip.tm 0 --format fp16 --round act:rne,,attn:rtz => *'act:rne,,attn:rtz'*SITE:MODE*
verify flip.tm 0 --format fp16 --round act:rne,rtz => *'act:rne,rtz'*SITE:MODE*
verify flip.tm 0 --format fp16 --round act:rne:rtz => *'rne:rtz'*rne*
verify flip.tm 0 --format fp16 --round act:rne+attn:rtz => *'rne+attn:rtz'*rne*
verify flip.tm 0 --format fp16 --round 'act:rne;attn:rtz' => *
verify flip.tm 0 --format fp16 --round act:rne,act:rtz => *'act' is repeated
verify flip.tm 0 --format mpfr:8 --round act:rtz => rounding modes that differ by site*mpfr*
verify flip.tm 0 --format mpfr:8 --round rsr => stochastic rounding (rsr)*mpfr*
verify flip.tm 0 --format mpfr:e4m3 --round rsr => stochastic rounding (rsr)*mpfr*
verify flip.tm 0 --round rsr --format mpfr:8 => stochastic rounding (rsr)*mpfr*
sweep flip.tm:0 --round rsr => stochastic rounding (rsr)*mpfr*
sweep flip.tm:0 --round attn:rtz => rounding modes that differ by site*mpfr*
verify flip.tm 0 --round rtz => a rounding mode*hardmax*
verify flip.tm 0 --format exact --round act:rsr => a rounding mode*hardmax*
# --overflow, --seed
verify flip.tm 0 --format fp16 --overflow foo => *'foo'*auto, inf, saturate, nan
verify flip.tm 0 --format fp16 --overflow '' => *''*auto, inf, saturate, nan
verify flip.tm 0 --overflow saturate => *overflow rule*hardmax*
verify flip.tm 0 --format fp16 --seed -1 => --seed '-1'*
verify flip.tm 0 --format fp16 --draw -1 => --draw '-1'*
verify flip.tm 0 --format fp16 --seed x => --seed 'x'*
verify flip.tm 0 --format fp16 --seed 1.5 => --seed '1.5'*
verify flip.tm 0 --format fp16 --seed '' => --seed ''*
verify flip.tm 0 --format fp16 --seed 18446744073709551616 => --seed*too large
TABLE

refuses <<'TABLE'
# --at
verify flip.tm 0 --act p:4 --at => *--at*argument*
trace flip.tm 0 --at 1:act=p:4 => *--at*
verify flip.tm 0 --act p:4 --at '' => --at '': not LAYERS:SITE=FORMAT*
verify flip.tm 0 --act p:4 --at act=p:4 => --at 'act=p:4': not LAYERS:SITE=FORMAT*
verify flip.tm 0 --act p:4 --at 0:act=p:4 => --at '0:act=p:4': layers: numbers must be from 1 to 1000
verify flip.tm 0 --act p:4 --at 3..2:act=p:4 => --at '3..2:act=p:4': layers: the range 3..2 is descending
verify flip.tm 0 --act p:4 --at 3..:act=p:4 => --at '3..:act=p:4': layers: not a list of numbers and ranges*
verify flip.tm 0 --act p:4 --at 1..1001:act=p:4 => --at '1..1001:act=p:4': layers: numbers must be from 1 to 1000
verify flip.tm 0 --act p:4 --at ' 1:act=p:4' => --at ' 1:act=p:4': not LAYERS:SITE=FORMAT*
verify flip.tm 0 --act p:4 --at 1:acts=p:4 => --at '1:acts=p:4': 'acts' is not one of act, attn, logit, exp, acc, param, beta, mpfr*
verify flip.tm 0 --act p:4 --at 1:act => --at '1:act': 'act' is not one of*followed by '='
verify flip.tm 0 --act p:4 --at 1:act=q:4 => *'q:4'*
verify flip.tm 0 --act p:4 --at 1:act= => *
verify flip.tm 0 --act p:4 --at 1:beta=-1 => *beta '-1': negative
verify flip.tm 0 --act p:4 --at 1:act=e2m1b5 => *'e2m1b5' cannot hold -1 and 1*
verify flip.tm 0 --act p:4 --at 1:param=e2m1b5 => *'e2m1b5' cannot hold -1 and 1*
verify flip.tm 0 --act p:4 --at 1:mpfr=8 => layers can differ in mpfr only if all operations are rounded by mpfr
verify flip.tm 0 --format mpfr:8 --at 1:act=p:4 => with mpfr, layers can differ in mpfr and beta, not in sites
verify flip.tm 0 --format mpfr:8 --at 1:mpfr=0 => *
verify flip.tm 0 --format mpfr:8 --at 1:mpfr=fixed:1.2 => *
verify flip.tm 0 --at 1:act=p:4 => layers cannot differ under hardmax*
run flip.tm 0 --at 1:beta=4 => layers cannot differ under hardmax*
verify flip.tm 0 --act mxint8 --at 1:act=nvfp4 => activations share scales in blocks of 32 in some layers and of 16 in others: choose formats with blocks of one size
verify flip.tm 0 --act p:4 --at 1:act=mxint8 --at 2:act=mxfp4:16 => activations share scales in blocks of 32 in some layers and of 16 in others*
verify flip.tm 0 --act p:4 --sum pairwise --at 1:attn=p:4 => an order of summation needs a format for acc*
sweep flip.tm:0 --family fixed,mpfr --bits 4 --at 1:attn=p:4 => with mpfr, layers can differ in mpfr and beta, not in sites*
TABLE

finish
