/* SPDX-License-Identifier: MIT */
#include "tmprec/base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "tmprec/base/utf8.h"

static void write_text(tp_error *err, tp_reason reason, const char *format, va_list args)
{
  if (!err)
    return;
  vsnprintf(err->text, sizeof err->text, format, args);
  err->reason = reason;
  tp_utf8_make_line(err->text);     /* what is quoted may hold anything, and be cut anywhere */
}

tp_status tp_error_set(tp_error *err, tp_status s, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  write_text(err, TP_REASON_OTHER, format, args);
  va_end(args);
  return s;
}

tp_status tp_error_refuse(tp_error *err, tp_reason reason, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  write_text(err, reason, format, args);
  va_end(args);
  return TP_STATUS_REFUSED;
}

void tp_error_prefix(tp_error *err, const char *prefix)
{
  tp_error tail = *err;
  snprintf(err->text, sizeof err->text, "%.400s: %.600s", prefix, tail.text);
  tp_utf8_make_line(err->text);
}
