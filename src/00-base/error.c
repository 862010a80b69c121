/* SPDX-License-Identifier: MIT */
#include "tmprec/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What is quoted in a message may hold anything; a message is one line. */
static void keep_to_one_line(tp_error *err)
{
  for (char *at = err->text; *at; at++)
    if ((unsigned char) *at < ' ' || *at == 0x7f)
      *at = '?';
}

static void write_text(tp_error *err, tp_reason reason, const char *format, va_list args)
{
  if (!err)
    return;
  vsnprintf(err->text, sizeof err->text, format, args);
  err->reason = reason;
  keep_to_one_line(err);
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
  keep_to_one_line(err);
}
