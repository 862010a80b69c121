/* SPDX-License-Identifier: MIT */
/* What refusals return, for clang's analyzer (analyze.sh), which looks at one file at a time: else it would go on after each
   refusal as if nothing had been wrong.  Not for error.c, which defines them. */
#include "tmprec/base/error.h"

#define tp_error_set(err, s, ...) (tp_error_set(err, s, __VA_ARGS__), s)
#define tp_error_refuse(err, ...) (tp_error_refuse(err, __VA_ARGS__), TP_STATUS_REFUSED)
