#!/bin/sh
# SPDX-License-Identifier: MIT
# Formats and beta that are refused.
# Environment: as common.sh says.
# shellcheck source=tests/cli/common.sh
. "${srcdir:=$(dirname "$0")/../..}/tests/cli/common.sh"

refuses <<'TABLE'
# formats
run flip.tm 0 --format e99m99 => *'e99m99'*
run flip.tm 0 --format e1m3 => *'e1m3'*
run flip.tm 0 --format e5m0 => *'e5m0'*
run flip.tm 0 --format e5m => *'e5m'*
run flip.tm 0 --format e4m3x => *'e4m3x'*
run flip.tm 0 --format p:0 => *'p:0'*
run flip.tm 0 --format p: => *'p:'*
run flip.tm 0 --format p:x => *'p:x'*
run flip.tm 0 --format p:-1 => *'p:-1'*
run flip.tm 0 --format p:99999 => *'p:99999'*
run flip.tm 0 --format p:99999999999999999999 => *at most 10000
run flip.tm 0 --format fixed:1. => *'fixed:1.'*
run flip.tm 0 --format fixed:.1 => *'fixed:.1'*
run flip.tm 0 --format fixed:1 => *'fixed:1'*
run flip.tm 0 --format fixed:0.1 => *'fixed:0.1'*
run flip.tm 0 --format fixed:1.-1 => *'fixed:1.-1'*
run flip.tm 0 --format fixed:99999.1 => *'fixed:99999.1'*
run flip.tm 0 --format mpfr:0 => *'mpfr:0'*
run flip.tm 0 --format mpfr:x => *'mpfr:x'*
run flip.tm 0 --format mpfr: => *'mpfr:'*
run flip.tm 0 --format mpfr => *'mpfr'*
run flip.tm 0 --format mpfr:99999999999999999999 => *from 1 to 10000
run flip.tm 0 --format mpfr:10001 => *'mpfr:10001'*from 1 to 10000
# mpfr with a format
run flip.tm 0 --format mpfr:fp99 => *'mpfr:fp99'*'fp99' is not known*tmprec formats*
run flip.tm 0 --format mpfr:e1m2 => *'mpfr:e1m2'*exponent bits is at least 2
run flip.tm 0 --format mpfr:fixed:1.4 => *'mpfr:fixed:1.4'*eXmY*
run flip.tm 0 --format mpfr:posit8 => *'mpfr:posit8'*eXmY*
run flip.tm 0 --format mpfr:int8 => *'mpfr:int8'*eXmY*
run flip.tm 0 --format mpfr:mxfp4 => *'mpfr:mxfp4'*eXmY*
run flip.tm 0 --format mpfr:real => *'mpfr:real'*eXmY*
run flip.tm 0 --format mpfr:mpfr:8 => *'mpfr:mpfr:8'*
run flip.tm 0 --format mpfr:e4m3b20 => *'e4m3b20'*-1 and 1*
run flip.tm 0 --act mpfr:fp16 => *'mpfr:fp16'*
sweep flip.tm:0 --format mpfr:fp16 => *--format 'mpfr:fp16'*--family*
TABLE

refuses <<'TABLE'
# limits of formats, and names that are near to one
formats e1m3 => *exponent bits is at least 2
formats e31m3 => *exponent bits is at most 30
formats e99m99 => *exponent bits is at most 30
formats e99999999999m3 => *exponent bits is at most 30
formats e5m0 => *fraction bits is at least 1
formats e5m10001 => *fraction bits is at most 10000
formats p:0 => *significand bits is at least 1
formats p:10001 => *significand bits is at most 10000
formats p:99999 => *significand bits is at most 10000
formats fixed:0.1 => *integer bits is at least 1
formats fixed:1001.1 => *integer bits is at most 1000
formats fixed:1.10001 => *fraction bits is at most 10000
formats fixed:1.99999999999 => *fraction bits is at most 10000
formats int1 => *bits is at least 2
formats int17 => *bits is at most 16
formats int160 => *bits is at most 16
formats posit2 => *bits is at least 3
formats posit33 => *bits is at most 32
formats e4m3b1073741824 => *bias is at most 1073741823
formats e4m3b99999999999 => *bias is at most 1073741823
formats foo => *'foo' is not known*tmprec formats*
formats e4m3 foo => *'foo' is not known*
formats '' => *''*
formats 'fp16 ' => *'fp16 '*
formats fp8 => *'fp8'*
formats int => *'int'*
formats posit => *'posit'*
formats mxfp8 => *'mxfp8'*
formats mxfp4ftz => *'mxfp4ftz'*
formats e4m3b => *'e4m3b'*
formats e4m3b-1 => *'e4m3b-1'*
formats e4m3fnb3 => *'e4m3fnb3'*
formats e4m3ftzfn => *'e4m3ftzfn'*
formats e4m3fnfn => *'e4m3fnfn'*
formats int8ftz => *'int8ftz'*
formats exact => *'exact'*
formats mpfr:8 => *'mpfr:8'*
formats "e4m3${newline}e5m2" => *'e4m3?e5m2'*
formats --values fp16 => *'fp16'*--values*8 bits; 'tmprec round --pattern' reads single ones
formats --values p:4 => *'p:4'*--values*
formats --values real => *'real'*--values*
formats --values fixed:1.7 => *'fixed:1.7'*--values*
formats e4m3 --values e4m3x => *'e4m3x' is not known*
formats --values=e4m3 => *--values*
formats --bits 4 => *--bits*
verify flip.tm 0 --values => *--values*
run flip.tm 0 --format foo => *'foo'*
run flip.tm 0 --format '' => *''*
run flip.tm 0 --format 'p:4 ' => *'p:4 '*
verify flip.tm 0 --act foo => *'foo'*
verify flip.tm 0 --attn p:0 => *'p:0'*
verify flip.tm 0 --act mpfr:4 => *mpfr*
verify flip.tm 0 --attn exact => *'exact'*
sweep flip.tm:0 --act foo => *'foo'*
verify flip.tm 0 --format mpfr:4 --act p:4 => a format for act*mpfr*
verify flip.tm 0 --format mpfr:4 --attn p:4 => a format for attn*mpfr*
# the same two the other way round
verify flip.tm 0 --act p:4 --format mpfr:4 => a format for act*mpfr*
verify flip.tm 0 --attn p:4 --format mpfr:4 => a format for attn*mpfr*
# beta
verify flip.tm 0 --format real --beta nan => *beta*'nan'*
verify flip.tm 0 --format real --beta .44444444444444444444444444444444444444444444444444444444444444 => *more than 63 characters where zeros and exponent are written out
verify flip.tm 0 --format real --beta -1 => *beta*'-1'*
verify flip.tm 0 --format real --beta inf => *beta*'inf'*
verify flip.tm 0 --format real --beta 1e999 => *beta*'1e999'*
verify flip.tm 0 --format real --beta 1e99999999999999999999 => *beta*
verify flip.tm 0 --format real --beta x => *beta*'x'*
verify flip.tm 0 --format real --beta 1x => *beta*'1x'*
verify flip.tm 0 --format real --beta 0x1 => *beta*'0x1'*
verify flip.tm 0 --format real --beta '' => *beta*''*
verify flip.tm 0 --format real --beta 1,2 => *beta*'1,2'*
verify flip.tm 0 --beta 3 => *beta*
verify flip.tm 0 --format exact --beta 3 => *beta*
run flip.tm 0 --beta 3 --format exact => *beta*--format*site*
verify flip.tm 0 --format real --round foo => *'foo'*rne, rna, rtz, raz, rup, rdn, rto, rsr
TABLE

finish
