/* SPDX-License-Identifier: MIT */
/* What refusals return, for clang's analyzer (analyze.sh), which looks at one file at a time: else it would go on after each
   refusal as if nothing had been wrong.  Not for the files that define them.  Where texts of machines are read, source.h
   comes first. */
#include "tmprec/base/error.h"

#define tp_error_set(err, s, ...) (tp_error_set(err, s, __VA_ARGS__), s)
#define tp_error_refuse(err, ...) (tp_error_refuse(err, __VA_ARGS__), TP_STATUS_REFUSED)
#ifdef SOURCE_H
#define tp_source_refuse(s, line, column, ...) (tp_source_refuse(s, line, column, __VA_ARGS__), TP_STATUS_REFUSED)
#define tp_source_refuse_field(s, f, what) (tp_source_refuse_field(s, f, what), TP_STATUS_REFUSED)
#define tp_source_refuse_long(s, line) (tp_source_refuse_long(s, line), TP_STATUS_REFUSED)
#endif
